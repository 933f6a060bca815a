using DataSharing.Emulators;
using DataSharing.Emulators.Blobs;
using DataSharing.Functions.Azure;

namespace DataSharing.Functions.Tests.Azure.Blobs;

/// <summary>One azurite for all tests on blobs; each test takes containers of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly LoopbackCertificate _certificate = LoopbackCertificate.Create();
    private AzuriteProcess _azurite = null!;

    public Uri Account => _azurite.Uri;

    public static string NewContainer() => "c" + Guid.NewGuid().ToString("N");

    /// <param name="between">What stands between client and service; null: nothing.</param>
    public AzureConnection Connection(WireFaults? between = null) =>
        new(new EmulatorCredential(), () => between is null ? _certificate.CreateHandler() : between.Wrap(_certificate.CreateHandler()));

    public async Task InitializeAsync() => _azurite = await AzuriteProcess.StartAsync(_certificate);

    public async Task DisposeAsync()
    {
        await _azurite.DisposeAsync();
        _certificate.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "azurite";
}
