using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.Blobs;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Azure.Blobs;

/// <summary>The contract of blob stores on azurite, and what only a network can get wrong.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobStoreTests(AzuriteFixture azurite) : BlobStoreContract
{
    private readonly string _container = AzuriteFixture.NewContainer();
    private readonly WireFaults _wire = new();
    private AzureBlobStore? _blobs;

    protected override IBlobStore Blobs => _blobs ??= new AzureBlobStore(azurite.Connection(_wire), azurite.Account, _container);

    protected override DateTimeOffset Later => DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task CreateAsync_WhenTheAnswerIsLost_KnowsItsOwnBlobAgain()
    {
        await Blobs.CreateAsync("before", new byte[] { 0 });
        _wire.LoseAnswers(1, request => request.Method == HttpMethod.Put);
        Assert.True(await Blobs.CreateAsync("a", new byte[] { 1 }));
        Assert.False(await Blobs.CreateAsync("a", new byte[] { 1 }));
    }

    [Fact]
    public async Task OpenReadAsync_WhenTheBlobWasReplacedBehindOurBack_FailsBeforeItsEnd()
    {
        byte[] content = new byte[100_000];
        await Blobs.CreateAsync("a", content);
        await Raw().GetBlobClient("a").UploadAsync(BinaryData.FromBytes(new byte[100_001]), overwrite: true);
        await using Stream stream = (await Blobs.OpenReadAsync("a", BlobDigest.Of(content)))!;
        await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task AnyCall_WhenTheServiceIsDown_IsUnavailable()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        _wire.IsDown = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Blobs.CreateAsync("b", new byte[] { 1 }));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Blobs.OpenReadAsync("a", BlobDigest.Of([1])));
    }

    [Fact]
    public async Task AnyCall_WhenMade_BringsATokenAndNeverAKeyOrASignature()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        await Blobs.ListAsync(null, Later, 10);
        await Blobs.DeleteAsync("a");
        Assert.NotEmpty(_wire.Seen);
        Assert.All(_wire.Seen, request => Assert.Equal("Bearer", request.Scheme));
        Assert.DoesNotContain(_wire.Seen, request => request.Query.Contains("sig=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreateAsync_WhenTheContainerIsThere_IsOneRequest()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        _wire.Seen.Clear();
        await Blobs.CreateAsync("b", new byte[200_000]);
        Assert.Equal("PUT", Assert.Single(_wire.Seen).Method);
    }

    private BlobContainerClient Raw()
    {
        AzureConnection connection = azurite.Connection();
        var options = new BlobClientOptions { Transport = new HttpClientTransport(connection.Handler!()) };
        return new BlobContainerClient(new Uri($"{azurite.Account}/{_container}"), connection.Credential, options);
    }
}
