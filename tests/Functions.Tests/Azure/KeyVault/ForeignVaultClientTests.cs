using System.Text.Json;
using Azure.Core;
using DataSharing.Emulators;
using DataSharing.Emulators.Vault;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>The emulated vault, used by a client that shares no code with us: npm <c>@azure/keyvault-keys</c>.</summary>
public sealed class ForeignVaultClientTests : IAsyncLifetime
{
    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task Emulator_WhenUsedByTheNodeClient_AnswersAsAVaultDoes()
    {
        string token = new EmulatorCredential().GetToken(new TokenRequestContext([VaultEmulator.Resource + "/.default"]), default).Token;
        JsonElement told = await Node.RunAsync("vault-client.mjs", new
        {
            vault = _f.Vault.Uri.AbsoluteUri,
            ca = _f.Certificate.CertificatePem,
            token,
        });
        Assert.Equal(
            """
            {"rsa":"RSA","hsm":"RSA-HSM","curve":"P-256","unwrapped":true,"unwrappedLocally":true,"signed":64,"verified":true,"forged":false,"rotated":true,"former":true,"versions":2,"missing":[404,"KeyNotFound"],"altered":[400,"BadParameter"],"deleted":[409,"Conflict"]}
            """.Trim(), told.GetRawText());
        Assert.Equal(0, _f.Vault.BodiesBeforeChallenge);
    }
}
