using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

public sealed class CosmosPartitionStoreTests : PartitionStoreContract, IAsyncLifetime
{
    private readonly CosmosFake _fake = new();
    private CosmosPartitionStore? _store;

    protected override IPartitionStore Store => _store!;

    public async Task InitializeAsync() => _store = await CosmosFixture.ConnectAsync(_fake);

    public async Task DisposeAsync() => await _store!.DisposeAsync();
}

/// <summary>The same where a container lies on several machines and no answer is long: merging, paging, one feed from several.</summary>
public sealed class CosmosPartitionStoreOverRangesTests : PartitionStoreContract, IAsyncLifetime
{
    private readonly CosmosFake _fake = new() { Ranges = 3, LargestPage = 7 };
    private CosmosPartitionStore? _store;

    protected override IPartitionStore Store => _store!;

    public async Task InitializeAsync() => _store = await CosmosFixture.ConnectAsync(_fake);

    public async Task DisposeAsync() => await _store!.DisposeAsync();
}
