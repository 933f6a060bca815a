using DataSharing.Functions.Azure.Blobs;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Azure;

/// <summary>
/// The app's ports on services of Azure. The function app takes all of them; the runtime on one machine takes those whose
/// addresses it is given.
/// </summary>
public static class AzureServices
{
    /// <summary>All of them, and what brings them into service.</summary>
    public static IServiceCollection AddAzureStores(this IServiceCollection services, IConfiguration settings)
    {
        AddCosmos(services, settings);
        AddBlobs(services, settings);
        AddVault(services, settings);
        services.AddSingleton(provider => new OpenStore(provider.GetRequiredService<LateStore>()));
        services.AddSingleton<LogSeals>();
        services.AddSingleton(provider => new StoreGate(
            provider.GetRequiredService<LateStore>(), provider.GetRequiredService<IStopJournal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IJournalWitness>(), provider.GetRequiredService<LogSeals>()));
        services.AddSingleton(provider => provider.GetRequiredService<StoreGate>().Store);
        services.AddHostedService<AzureStart>();
        return services;
    }

    public static void AddCosmos(IServiceCollection services, IConfiguration settings)
    {
        AddConnection(services, settings);
        Uri endpoint = Address(settings, AzureSettings.CosmosEndpoint);
        CosmosOptions options = settings[AzureSettings.CosmosDatabase] is { Length: > 0 } database
            ? new(endpoint, database)
            : new(endpoint);
        services.AddSingleton(provider => new LateStore(async cancellation => await CosmosPartitionStore.ConnectAsync(
            options, provider.GetRequiredService<AzureConnection>(), provider.GetRequiredService<TimeProvider>(), ForEmulators(settings),
            cancellation)));
    }

    /// <summary>
    /// Sealed records and packages, and the stop-and-erase journal; without an address of its own it lies in the same account.
    /// </summary>
    public static void AddBlobs(IServiceCollection services, IConfiguration settings)
    {
        AddConnection(services, settings);
        Uri blobs = Address(settings, AzureSettings.BlobsEndpoint);
        Uri journal = settings[AzureSettings.JournalEndpoint] is { Length: > 0 } ? Address(settings, AzureSettings.JournalEndpoint) : blobs;
        services.AddSingleton<IBlobStore>(provider => new AzureBlobStore(provider.GetRequiredService<AzureConnection>(), blobs));
        services.AddSingleton<IStopJournal>(provider => new AzureStopJournal(provider.GetRequiredService<AzureConnection>(), journal));
    }

    public static void AddVault(IServiceCollection services, IConfiguration settings)
    {
        AddConnection(services, settings);
        var options = new VaultKeyOptions(Address(settings, AzureSettings.VaultUri))
        {
            HardwareKeys = settings.GetValue(AzureSettings.HardwareKeys, defaultValue: !ForEmulators(settings)),
            AgencyVaults = VaultKeyOptions.ReadAgencyVaults(settings[AzureSettings.AgencyVaults])
                ?? throw new InvalidOperationException($"{AzureSettings.AgencyVaults} is malformed"),
        };
        services.AddSingleton(provider => new VaultKeyService(
            provider.GetRequiredService<AzureConnection>(), options, Marks(provider).Documents,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJournalWitness>(provider => provider.GetRequiredService<VaultKeyService>().Witness);
        services.AddSingleton(provider => new KnownSecrets(provider.GetRequiredService<VaultKeyService>(), Marks(provider)));
        services.AddSingleton<IKeyService>(provider => new CountedKeyService(provider.GetRequiredService<KnownSecrets>()));
    }

    // What is written down of keys must be read before the gate opens.
    private static OpenStore Marks(IServiceProvider provider) =>
        provider.GetService<OpenStore>() ?? new OpenStore(provider.GetRequiredService<IPartitionStore>());

    private static void AddConnection(IServiceCollection services, IConfiguration settings) =>
        services.TryAddSingleton(AzureSettings.Connection(settings));

    private static bool ForEmulators(IConfiguration settings) => settings[AzureSettings.EmulatorCertificate] is { Length: > 0 };

    private static Uri Address(IConfiguration settings, string name) =>
        new(settings[name] ?? throw new InvalidOperationException($"{name} is missing"));
}
