using DataSharing.Embedded.Keys;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class KnownSecretsTests : IAsyncDisposable
{
    private static readonly KeyName Links = new("withdrawal-links");
    private static readonly KeyName Other = new("opaque-ids");

    private readonly StoreFixture _f = new();
    private readonly TemporaryDirectory _keys = new();

    public async ValueTask DisposeAsync()
    {
        await _f.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task GetSecretAsync_WhenAskedAgainAndAfterARestart_IsTheSame()
    {
        byte[] made = await Open().GetSecretAsync(Links, default);
        Assert.Equal(made, await Open().GetSecretAsync(Links, default));
        await Open().RequireAsync();
    }

    [Fact]
    public async Task RequireAsync_WhenASecretThatTheDatabaseKnowsIsGone_ThrowsAndMakesNone()
    {
        await Open().GetSecretAsync(Other, default);
        File.Delete(FileOf(Other));
        LostSecretException lost = await Assert.ThrowsAsync<LostSecretException>(() => Open().RequireAsync());
        Assert.Contains("lacks the secret opaque-ids", lost.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LostSecretException>(() => Open().GetSecretAsync(Other, default));
        Assert.False(File.Exists(FileOf(Other)));
    }

    [Fact]
    public async Task RequireAsync_WhenASecretIsAnother_Throws()
    {
        await Open().GetSecretAsync(Other, default);
        await File.WriteAllBytesAsync(FileOf(Other), new byte[32]);
        LostSecretException lost = await Assert.ThrowsAsync<LostSecretException>(() => Open().RequireAsync());
        Assert.Contains("another secret opaque-ids", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireAsync_WhenTheDatabaseIsFromBeforeCheckValuesAndHasLinksWithoutTheirSecret_Throws()
    {
        await Open().RequireAsync();
        await _f.Store.CommitAsync(Partition.Link("00"), Operation.Create("target", new Dictionary<string, string>()));
        await Assert.ThrowsAsync<LostSecretException>(() => Open().RequireAsync());
        await Store().GetSecretAsync(Links, default);
        await Open().RequireAsync();
    }

    [Fact]
    public async Task RequireAsync_WhenTheDatabaseIsNew_AsksForNothing() => await Open().RequireAsync();

    [Fact]
    public async Task KeptCheckValue_WhenRead_IsNotTheSecret()
    {
        byte[] secret = await Open().GetSecretAsync(Other, default);
        StoredDocument check = (await _f.Store.ReadAsync(Partition.System("keys"), "check-opaque-ids"))!;
        Assert.Equal(-1, check.Body.Span.IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)[..12])));
    }

    private string FileOf(KeyName secret) => Path.Combine(_keys.Root, "secrets", secret.Name);

    private LocalKeyStore Store() => new(_keys.Root);

    private KnownSecrets Open() => new(Store(), new OpenStore(_f.Store));
}
