using System.Security.Cryptography;
using DataSharing.Emulators.Blobs;
using DataSharing.Emulators.Cosmos;
using DataSharing.Emulators.Identity;
using DataSharing.Emulators.Vault;

namespace DataSharing.Emulators;

/// <summary>
/// Every service of Azure that the app stores things in, with the settings and the environment under which it finds them.
/// </summary>
public sealed class EmulatedAzure : IAsyncDisposable
{
    private readonly LoopbackCertificate _certificate = LoopbackCertificate.Create();
    private readonly Stack<IAsyncDisposable> _started = new();

    private EmulatedAzure()
    {
    }

    /// <summary>The database, whose requests can be made to fail.</summary>
    public CosmosFake Documents { get; } = new();

    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = new Dictionary<string, string?>();

    /// <summary>What libraries read from the process's environment alone.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; private set; } = new Dictionary<string, string?>();

    public static async Task<EmulatedAzure> StartAsync()
    {
        var azure = new EmulatedAzure();
        try
        {
            await azure.StartAllAsync();
            return azure;
        }
        catch
        {
            await azure.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out IAsyncDisposable? last))
            await last.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task StartAllAsync()
    {
        AzuriteProcess blobs = Keep(await AzuriteProcess.StartAsync(_certificate));
        foreach (string container in (string[])["sealed", "journal"])
            await blobs.CreateContainerAsync(_certificate, container);
        VaultEmulator vault = Keep(await VaultEmulator.StartAsync(_certificate));
        Loopback documents = Keep(await CosmosEndpoint.StartAsync(_certificate, Documents));
        IdentityEndpoint identity = Keep(await IdentityEndpoint.StartAsync());
        Environment = identity.Environment;
        Settings = new Dictionary<string, string?>
        {
            ["Cosmos:Endpoint"] = documents.Uri.AbsoluteUri,
            ["Blobs:Endpoint"] = blobs.Uri.AbsoluteUri,
            ["Journal:Endpoint"] = blobs.Uri.AbsoluteUri,
            ["KeyVault:Uri"] = vault.Uri.AbsoluteUri,
            ["Emulators:Certificate"] = _certificate.Certificate.GetCertHashString(HashAlgorithmName.SHA256),
            ["AZURE_CLIENT_ID"] = IdentityEndpoint.ClientId,
        };
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Push(started);
        return started;
    }
}
