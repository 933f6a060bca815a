using DataSharing.Domain.Registry;
using DataSharing.Functions.Azure.Blobs;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Azure.Blobs;
using DataSharing.Functions.Tests.Azure.KeyVault;
using DataSharing.Functions.Tests.Sharing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Azure;

/// <summary>The whole app with its keys in a vault and its packages on azurite: what one delivery asks of the vault.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureDeliveryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly WireFaults _wire = new();
    private VaultFixture _vault = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _vault = await VaultFixture.OpenAsync();
        var blobs = new AzureBlobStore(azurite.Connection(_wire), azurite.Account, AzuriteFixture.NewContainer());
        _app = await TestApp.StartAsync(replace: services => services
            .Replace(ServiceDescriptor.Singleton<IBlobStore>(blobs))
            .Replace(
                ServiceDescriptor.Singleton<IKeyService>(provider =>
                    _vault.Open(store: provider.GetRequiredService<OpenStore>().Documents))));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Fact]
    public async Task Delivery_WhenSealedAndCollectedAsJson_CostsOneCallToOpenThePackageAndOneForTheCase()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", await _app.ReadyAsync(caseId), "application/json")).Status);
        // From here on all keys exist and are known.
        _app.Time.Advance(CaseKeyCache.Lifetime);
        long before = Calls();
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal((before + 1, 0), (Calls(), _vault.Vault.Count("wrapkey")));
        Answer answer = await _app.CollectAsync("shelter-worker", id, "application/json");
        Assert.Equal(200, answer.Status);
        Assert.Contains(TestCases.Canary, answer.Text, StringComparison.Ordinal);
        Assert.Equal(before + 2, Calls());

        await _app.WithdrawAsync(caseId);
        Assert.Equal(410, (await _app.CollectAsync("shelter-worker", id, "application/json")).Status);
        Assert.Equal(before + 2, Calls());
        Assert.Contains(_wire.Seen, request => request.Method == "GET");
    }

    [Fact]
    public async Task Delivery_WhenForTheAgencysOwnKey_CostsOneSignatureAndNothingToCollect()
    {
        using var key = new OwnKey("P-256");
        RegistryReader registry = _app.Get<RegistryReader>();
        Stored<Registration> now = (await registry.FindRegistrationAsync("reg-shelter", default))!;
        Assert.NotNull(await _app.Get<RegistryWriter>().WriteAsync(
            RegistryWrite.Replace(now, now.Value with
            {
                PublicKeyId = "own-1",
                PublicKeyJwk = key.Jwk.ToJsonString(),
                Epoch = now.Value.Epoch + 1,
            }), default));
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ReadyAsync(caseId);
        _app.Time.Advance(CaseKeyCache.Lifetime);
        (long before, long signatures) = (Calls(), _vault.Vault.Count("sign"));
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal((before + 2, signatures + 1), (Calls(), _vault.Vault.Count("sign")));
        Answer answer = (await _app.CollectAsync("shelter-worker", id)).Must(200);
        Assert.Equal(before + 2, Calls());
        Assert.Contains(
            TestCases.Canary, await new PackageReader(_app.Http, key.Private, "reg-shelter").ReadAsync(answer.Text, id),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_WhenTheVaultIsAway_Is503AndCanBeRepeated()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        _vault.Vault.Faults.Add(new Emulators.Vault.VaultFault("unwrapkey", 403));
        Assert.Equal(503, (await _app.CollectAsync("shelter-worker", id, "application/json")).Status);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id, "application/json")).Status);
    }

    private long Calls() => _vault.Vault.CallCounts.Values.Sum();
}
