using System.Security.Cryptography;
using DataSharing.Emulators.Vault;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>How often the vault is asked, which vaults are, and what happens to keys there behind our back.</summary>
public sealed class VaultCallTests : IAsyncLifetime
{
    private static readonly KeyName Package = new("package-reg-1");
    private static readonly KeyName Log = new("log-checkpoint");

    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task Wrap_WhenThePublicKeyIsKnown_NeverAsksTheVault()
    {
        using VaultKeyService keys = _f.Open();
        await keys.EnsureAsync(Package, KeyKind.Wrapping, default);
        long before = Calls();
        for (int i = 0; i < 50; i++)
            await keys.WrapAsync(Package, new byte[32], default);
        Assert.Equal(before, Calls());
        Assert.Equal(0, _f.Vault.Count("wrapkey"));
    }

    [Fact]
    public async Task Delivery_WhenSealedAndCollected_AsksOnceToOpenAndNeverToSeal()
    {
        await _f.Open().EnsureAsync(Package, KeyKind.Wrapping, default);
        // Another instance, which knows nothing yet: one question for the public key, once.
        VaultKeyService keys = _f.Open();
        WrappedKey first = await keys.WrapAsync(Package, new byte[32], default);
        // The official client looks at a key before it uses it for the first time, ours does not.
        await keys.UnwrapAsync(first.KeyId, first.EncryptedKey, default);
        long before = Calls();
        WrappedKey second = await keys.WrapAsync(Package, new byte[32], default);
        Assert.Equal(before, Calls());
        await keys.UnwrapAsync(second.KeyId, second.EncryptedKey, default);
        Assert.Equal(before + 1, Calls());
        await keys.UnwrapAsync(first.KeyId, first.EncryptedKey, default);
        Assert.Equal((before + 2, 3), (Calls(), _f.Vault.Count("unwrapkey")));
    }

    [Fact]
    public async Task Sign_WhenTheKeyIsKnown_IsOneCall()
    {
        VaultKeyService keys = _f.Open();
        await keys.EnsureAsync(Log, KeyKind.Signing, default);
        await keys.SignAsync(Log, new byte[32], default);
        long before = Calls();
        await keys.SignAsync(Log, new byte[32], default);
        Assert.Equal((before + 1, 2), (Calls(), _f.Vault.Count("sign")));
    }

    [Fact]
    public async Task Wrap_WhenTheVaultRotated_ChangesOverAfterThePeriod()
    {
        var time = new ManualTime();
        VaultKeyService here = _f.Open(time: time), elsewhere = _f.Open();
        string first = await here.EnsureAsync(Package, KeyKind.Wrapping, default);
        string second = await elsewhere.RotateAsync(Package, default);
        Assert.Equal(first, (await here.WrapAsync(Package, new byte[32], default)).KeyId);
        time.Advance(_f.Options.PublicKeyPeriod);
        Assert.Equal(second, (await here.WrapAsync(Package, new byte[32], default)).KeyId);
    }

    [Fact]
    public async Task Wrap_WhenTheVaultIsSilentAtTheEndOfThePeriod_GoesOnForAWhileOnly()
    {
        var time = new ManualTime();
        VaultKeyService keys = _f.Open(_f.Options with { Repetitions = 0 }, time);
        string id = await keys.EnsureAsync(Package, KeyKind.Wrapping, default);
        _f.Vault.Faults.Add(new VaultFault("keys.get", 503), times: 2);
        time.Advance(_f.Options.PublicKeyPeriod);
        Assert.Equal(id, (await keys.WrapAsync(Package, new byte[32], default)).KeyId);
        time.Advance(_f.Options.PublicKeyGrace);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.WrapAsync(Package, new byte[32], default));
    }

    [Fact]
    public async Task Wrap_WhenTheOwnerTookTheKeyAway_EndsWithThePeriod()
    {
        var time = new ManualTime();
        VaultKeyService keys = _f.Open(time: time);
        string id = await keys.EnsureAsync(Package, KeyKind.Wrapping, default);
        WrappedKey wrapped = await keys.WrapAsync(Package, new byte[32], default);
        _f.Vault.Keys.Enable(Package.Name, enabled: false);
        // Opening is over at once, wrapping when the key is looked at again.
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.UnwrapAsync(id, wrapped.EncryptedKey, default));
        time.Advance(_f.Options.PublicKeyPeriod);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.WrapAsync(Package, new byte[32], default));
    }

    [Fact]
    public async Task Ensure_WhenInstancesRace_BothGoOnWithOneCurrentVersion()
    {
        VaultKeyService here = _f.Open(), there = _f.Open();
        string[] ids = await Task.WhenAll(
            here.EnsureAsync(Package, KeyKind.Wrapping, default), there.EnsureAsync(Package, KeyKind.Wrapping, default));
        Assert.All(ids, id => Assert.Contains(id, _f.Vault.Keys.VersionsOf(Package.Name)));
        foreach (VaultKeyService one in new[] { here, there })
        {
            WrappedKey wrapped = await one.WrapAsync(Package, new byte[32], default);
            foreach (VaultKeyService other in new[] { here, there, _f.Open() })
                Assert.Equal(new byte[32], await other.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        }
    }

    [Fact]
    public async Task Ensure_WhenHardwareIsAskedFor_MakesTheKeyThere()
    {
        VaultKeyService keys = _f.Open(_f.Options with { HardwareKeys = true, RsaBits = 3072 });
        await keys.EnsureAsync(Package, KeyKind.Wrapping, default);
        await keys.EnsureAsync(Log, KeyKind.Signing, default);
        Assert.Equal(("RSA-HSM", "EC-HSM"), (_f.Vault.Keys.TypeOf(Package.Name), _f.Vault.Keys.TypeOf(Log.Name)));
        Assert.Equal(384, (await keys.GetPublicKeyAsync(Package, default)).ToRsaParameters().Modulus!.Length);
        WrappedKey wrapped = await keys.WrapAsync(Package, new byte[32], default);
        Assert.Equal(new byte[32], await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
    }

    [Fact]
    public async Task Unwrap_WhenAnAgencyHasItsOwnVault_AsksThatOne()
    {
        await using VaultEmulator agency = await VaultEmulator.StartAsync(_f.Certificate);
        var own = new Dictionary<string, Uri> { [Package.Name] = agency.Uri };
        VaultKeyService keys = _f.Open(_f.Options with { AgencyVaults = own });
        string id = await keys.EnsureAsync(Package, KeyKind.Wrapping, default);
        Assert.StartsWith(agency.Uri.AbsoluteUri, id, StringComparison.Ordinal);
        byte[] contentKey = RandomNumberGenerator.GetBytes(32);
        WrappedKey wrapped = await keys.WrapAsync(Package, contentKey, default);
        Assert.Equal(contentKey, await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        Assert.Equal(contentKey, await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        Assert.Equal((2, 0), (agency.Count("unwrapkey"), Calls()));
    }

    [Fact]
    public async Task Unwrap_WhenTheVaultIsNotRegistered_NeverSpeaksToIt()
    {
        await using VaultEmulator stranger = await VaultEmulator.StartAsync(_f.Certificate);
        var theirs = new VaultKeyOptions(stranger.Uri) { RsaBits = 2048 };
        WrappedKey wrapped;
        using (var them = new VaultKeyService(_f.Connection, theirs, _f.Store, TimeProvider.System))
        {
            await them.EnsureAsync(Package, KeyKind.Wrapping, default);
            wrapped = await them.WrapAsync(Package, new byte[32], default);
        }

        long before = stranger.CallCounts.Values.Sum();
        VaultKeyService keys = _f.Open();
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.WrapAsync(new(Package.Name, stranger.Uri), new byte[32], default));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.GetSecretAsync(new("link", stranger.Uri), default));
        Assert.Equal(before, stranger.CallCounts.Values.Sum());
    }

    [Theory]
    [InlineData("local:keys/package-reg-1/0001-00")]
    [InlineData("{vault}keys/package-reg-1")]
    [InlineData("{vault}keys/package-reg-1/")]
    [InlineData("{vault}keys/package-reg-1/0123456789abcdef0123456789abcdeg")]
    [InlineData("{vault}keys/package-reg-1/0123456789abcdef0123456789abcdef/unwrapkey")]
    [InlineData("{vault}secrets/package-reg-1/0123456789abcdef0123456789abcdef")]
    [InlineData("{vault}keys/package-reg-1/0123456789abcdef0123456789abcdef?x=1")]
    [InlineData("")]
    public async Task Unwrap_WhenTheIdIsNoVersionOfAKeyHere_SaysNotFoundWithoutAsking(string id)
    {
        string full = id.Replace("{vault}", _f.Vault.Uri.AbsoluteUri, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => _f.Open().UnwrapAsync(full, new byte[256], default));
        Assert.Equal(0, Calls());
    }

    [Theory]
    [InlineData("http://vault.example/")]
    [InlineData("https://vault.example/keys")]
    [InlineData("https://user@vault.example/")]
    public void Open_WhenTheAddressIsNotThatOfAVault_Refuses(string address) =>
        Assert.Throws<ArgumentException>(() => _f.Open(new VaultKeyOptions(new Uri(address))));

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("holder-reg-1=https://a.example", 1)]
    [InlineData(" holder-reg-1 = https://a.example/ ; package-reg-1=https://a.example; ", 2)]
    [InlineData("holder-reg-1", -1)]
    [InlineData("holder-reg-1=http://a.example", -1)]
    [InlineData("holder-reg-1=https://a.example/keys", -1)]
    [InlineData("holder/reg=https://a.example", -1)]
    [InlineData("holder-reg-1=https://a.example;holder-reg-1=https://b.example", -1)]
    public void ReadAgencyVaults_WhenGivenAText_TakesAllOfItOrNothing(string? text, int count) =>
        Assert.Equal(count, VaultKeyOptions.ReadAgencyVaults(text)?.Count ?? -1);

    [Fact]
    public async Task AddVault_WhenTheAppAsks_CountsItsCalls()
    {
        var services = new ServiceCollection();
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection([new(AzureSettings.VaultUri, _f.Vault.Uri.AbsoluteUri)])
            .Build();
        AzureServices.AddVault(services, settings);
        services.Replace(ServiceDescriptor.Singleton(_f.Connection)).AddSingleton(_f.Store).AddSingleton(TimeProvider.System);
        await using ServiceProvider provider = services.BuildServiceProvider();
        CountedKeyService keys = Assert.IsType<CountedKeyService>(provider.GetRequiredService<IKeyService>());
        await keys.EnsureAsync(Log, KeyKind.Signing, default);
        await keys.SignAsync(Log, new byte[32], default);
        Assert.Equal((1, 1), (keys.Signatures, _f.Vault.Count("sign")));
        Assert.Equal("EC-HSM", _f.Vault.Keys.TypeOf(Log.Name));
    }

    private long Calls() => _f.Vault.CallCounts.Values.Sum();
}
