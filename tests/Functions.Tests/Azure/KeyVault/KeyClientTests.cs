using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Core.Diagnostics;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using DataSharing.Emulators;
using DataSharing.Emulators.Vault;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>The client of the vault itself; the same tests hold the official package in its mode.</summary>
public sealed class KeyClientTests : IAsyncLifetime
{
    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task CryptographyClient_WhenItWrapsSignsAndVerifies_AgreesWithThePlatform()
    {
        KeyClient keys = Client();
        KeyVaultKey rsa = await keys.CreateRsaKeyAsync(new CreateRsaKeyOptions("wrap") { KeySize = 2048 });
        byte[] key = RandomNumberGenerator.GetBytes(32);
        CryptographyClient wrapping = keys.GetCryptographyClient("wrap", rsa.Properties.Version);
        WrapResult wrapped = await wrapping.WrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, key);
        using var platform = rsa.Key.ToRSA();
        byte[] wrappedHere = platform.Encrypt(key, RSAEncryptionPadding.OaepSHA256);
        Assert.Equal(key, (await wrapping.UnwrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, wrapped.EncryptedKey)).Key);
        Assert.Equal(key, (await wrapping.UnwrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, wrappedHere)).Key);
        Assert.Equal(rsa.Id.AbsoluteUri, wrapped.KeyId);

        KeyVaultKey ec = await keys.CreateEcKeyAsync(new CreateEcKeyOptions("sign") { CurveName = KeyCurveName.P256 });
        byte[] digest = SHA256.HashData("x"u8);
        var signing = new CryptographyClient(ec.Id, new EmulatorCredential(), new CryptographyClientOptions
        {
            DisableChallengeResourceVerification = true,
            Transport = Transport(),
        });
        SignResult signed = await signing.SignAsync(SignatureAlgorithm.ES256, digest);
        Assert.Equal(64, signed.Signature.Length);
        Assert.True((await signing.VerifyAsync(SignatureAlgorithm.ES256, digest, signed.Signature)).IsValid);
        digest[0] ^= 1;
        Assert.False((await signing.VerifyAsync(SignatureAlgorithm.ES256, digest, signed.Signature)).IsValid);
    }

    [Fact]
    public async Task GetKey_WhenAVersionIsNamed_IsThatOne()
    {
        KeyClient keys = Client();
        KeyVaultKey first = await keys.CreateRsaKeyAsync(new CreateRsaKeyOptions("k"));
        KeyVaultKey second = await keys.RotateKeyAsync("k");
        Assert.Equal(second.Id, (await keys.GetKeyAsync("k")).Value.Id);
        KeyVaultKey former = await keys.GetKeyAsync("k", first.Properties.Version);
        Assert.Equal((first.Id, "k", true), (former.Id, former.Name, former.Properties.Enabled));
        Assert.Equal(_f.Vault.Uri, former.Properties.VaultUri);
    }

    [Fact]
    public async Task GetVersions_WhenThereIsMoreThanOnePage_AreAll()
    {
        KeyClient keys = Client();
        await keys.CreateEcKeyAsync(new CreateEcKeyOptions("many") { CurveName = KeyCurveName.P256 });
        for (int i = 0; i < 52; i++)
            await keys.RotateKeyAsync("many");
        _f.Vault.Keys.Enable("many", enabled: false);
        var found = new List<KeyProperties>();
        await foreach (KeyProperties version in keys.GetPropertiesOfKeyVersionsAsync("many"))
            found.Add(version);
        Assert.Equal(_f.Vault.Keys.VersionsOf("many"), found.Select(version => version.Id.AbsoluteUri));
        Assert.Equal(found[^1].Id, Assert.Single(found, version => version.Enabled == false).Id);
        Assert.Equal(3, _f.Vault.Count("keys.list"));
    }

    [Fact]
    public async Task AnyCall_WhenRefused_HasStatusCodeAndRequestId()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Client().GetKeyAsync("none"));
        Assert.Equal((404, "KeyNotFound"), (failure.Status, failure.ErrorCode));
        Assert.True(Guid.TryParse(failure.GetRawResponse()!.ClientRequestId, out _));
    }

    [Fact]
    public async Task AnyCall_WhenTheChallengeIsForAnotherDomain_StopsBeforeAToken()
    {
        var asked = new CountingCredential();
        var keys = new KeyClient(_f.Vault.Uri, asked, new KeyClientOptions { Transport = Transport() });
        await Assert.ThrowsAnyAsync<Exception>(() => keys.GetKeyAsync("k"));
        Assert.Equal((0, 0), (asked.Calls, _f.Vault.CallCounts.Values.Sum()));
    }

    [Fact]
    public async Task AnyCall_WhenTheVaultIsKnown_AsksForOneTokenOfItsTenantAndResource()
    {
        var asked = new CountingCredential();
        KeyClient keys = Client(asked);
        await keys.CreateRsaKeyAsync(new CreateRsaKeyOptions("k"));
        for (int i = 0; i < 5; i++)
            await keys.GetKeyAsync("k");
        Assert.Equal(1, asked.Calls);
        Assert.Equal((VaultEmulator.Resource + "/.default", EmulatorCredential.Tenant), (asked.Scope, asked.TenantId));
        Assert.Equal(0, _f.Vault.BodiesBeforeChallenge);
    }

    [Fact]
    public async Task AnyCall_WhenDiagnosticsAreOn_TheyHoldNoKey()
    {
        var lines = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, message) => lines.Enqueue(message), EventLevel.Verbose);
        KeyClient keys = Client();
        KeyVaultKey rsa = await keys.CreateRsaKeyAsync(new CreateRsaKeyOptions("diagnosed"));
        byte[] key = RandomNumberGenerator.GetBytes(32);
        CryptographyClient client = keys.GetCryptographyClient("diagnosed", rsa.Properties.Version);
        byte[] wrapped = (await client.WrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, key)).EncryptedKey;
        await client.UnwrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, wrapped);
        string all = string.Join('\n', lines);
        Assert.Contains("/keys/diagnosed/", all, StringComparison.Ordinal);
        foreach (byte[] secret in new[] { key, wrapped })
            Assert.DoesNotContain(System.Buffers.Text.Base64Url.EncodeToString(secret)[..16], all, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer ey", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_WhenThrottled_IsRepeatedWithItsBody()
    {
        KeyClient keys = Client();
        _f.Vault.Faults.Add(new VaultFault("keys.create", 429), times: 2);
        KeyVaultKey made = await keys.CreateRsaKeyAsync(new CreateRsaKeyOptions("k") { KeySize = 3072 });
        Assert.Equal(384, made.Key.N!.Length);
        Assert.Equal(3, _f.Vault.Count("keys.create"));
    }

    private HttpClientTransport Transport() => new(_f.Certificate.CreateHandler());

    private KeyClient Client(TokenCredential? credential = null)
    {
        var options = new KeyClientOptions { DisableChallengeResourceVerification = true, Transport = Transport() };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new KeyClient(_f.Vault.Uri, credential ?? new EmulatorCredential(), options);
    }

    private sealed class CountingCredential : TokenCredential
    {
        private readonly EmulatorCredential _inner = new();
        private int _calls;

        public int Calls => _calls;

        public string? Scope { get; private set; }

        public string? TenantId { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            (Scope, TenantId) = (requestContext.Scopes[0], requestContext.TenantId);
            return _inner.GetToken(requestContext, cancellationToken);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
