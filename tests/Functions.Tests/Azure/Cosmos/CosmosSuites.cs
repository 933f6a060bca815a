using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Tests.Ledger;
using DataSharing.Functions.Tests.Projections;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

// What the app does with a store, on this one. Journal and files are those of the embedded stores.
public sealed class CosmosCaseCommitsTests : CaseCommitsContract
{
    public CosmosCaseCommitsTests()
        : this(CosmosFixture.Connect(new CosmosFake()))
    {
    }

    private CosmosCaseCommitsTests(CosmosPartitionStore store)
        : base(new StoreFixture(documents: store)) => _store = store;

    private readonly CosmosPartitionStore _store;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

public sealed class CosmosWithdrawalRaceTests : WithdrawalRaceContract, IAsyncLifetime
{
    private CosmosPartitionStore? _store;

    protected override int Rounds => 6;

    protected override int RacedAtLeast => 0;

    protected override int Orders => 7;

    private protected override StoreFixture Open() => new(documents: _store);

    public async Task InitializeAsync() => _store = await CosmosFixture.ConnectAsync(new CosmosFake());

    public async Task DisposeAsync() => await _store!.DisposeAsync();
}

[Trait("Speed", "Slow")]
public sealed class CosmosProjectorTests : ProjectorContract
{
    private readonly CosmosPartitionStore _store;

    public CosmosProjectorTests()
        : this(CosmosFixture.Connect(new CosmosFake { Ranges = 2, LargestPage = 30 }))
    {
    }

    private CosmosProjectorTests(CosmosPartitionStore store)
        : base(new StoreFixture(documents: store)) => _store = store;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
