using DataSharing.Emulators;
using DataSharing.Emulators.Vault;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>An empty vault on loopback, a store, and services that stand for instances of the app.</summary>
internal sealed class VaultFixture : IAsyncDisposable
{
    private readonly StoreFixture _stores = new();
    private readonly List<VaultKeyService> _services = [];

    private VaultFixture(LoopbackCertificate certificate, VaultEmulator vault) => (Certificate, Vault) = (certificate, vault);

    public LoopbackCertificate Certificate { get; }

    public VaultEmulator Vault { get; }

    public IPartitionStore Store => _stores.Store;

    public AzureConnection Connection => new(new EmulatorCredential(), Certificate.CreateHandler);

    /// <summary>Small keys and no long waits, so that the tests do not take long; everything else as in production.</summary>
    public VaultKeyOptions Options => new(Vault.Uri) { RsaBits = 2048, FirstDelay = TimeSpan.FromMilliseconds(1) };

    public static async Task<VaultFixture> OpenAsync()
    {
        var certificate = LoopbackCertificate.Create();
        return new(certificate, await VaultEmulator.StartAsync(certificate));
    }

    public VaultKeyService Open(VaultKeyOptions? options = null, TimeProvider? time = null, IPartitionStore? store = null)
    {
        var service = new VaultKeyService(Connection, options ?? Options, store ?? Store, time ?? TimeProvider.System);
        _services.Add(service);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        _services.ForEach(service => service.Dispose());
        await Vault.DisposeAsync();
        Certificate.Dispose();
        await _stores.DisposeAsync();
    }
}
