using DataSharing.Functions.Keys;
using DataSharing.Functions.Tests.Keys;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>The contract of key stores on a vault.</summary>
public sealed class VaultKeyServiceTests : KeyServiceContract, IAsyncLifetime
{
    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    protected override IKeyService Open() => _f.Open();
}
