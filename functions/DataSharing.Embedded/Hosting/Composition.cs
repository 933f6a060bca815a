using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Stores;
using DataSharing.Functions;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Hosting;

/// <summary>Which adapters stand behind the app's ports on one machine, and the engine that shares their commits.</summary>
internal static class Composition
{
    public static void Add(IServiceCollection services, IConfiguration settings, DataDirectory data)
    {
        services.AddSingleton(provider => EmbeddedStores.Open(data.Path, provider.GetRequiredService<TimeProvider>()));
        AddDocuments(services, settings);
        AddBlobs(services, settings);
        AddKeys(services, settings, data);
        services.AddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<EmbeddedStores>().Data, EngineOptions, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
    }

    // The engine's own database stays on this machine in any case.
    private static void AddDocuments(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(provider => new StoreGate(
            Settings.UsesCosmos(settings) ? provider.GetRequiredService<LateStore>() : provider.GetRequiredService<EmbeddedStores>().OpenDocuments,
            provider.GetRequiredService<IStopJournal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<StoreGate>().Store);
        if (Settings.UsesCosmos(settings))
            AzureServices.AddCosmos(services, settings);
    }

    private static void AddBlobs(IServiceCollection services, IConfiguration settings)
    {
        if (Settings.UsesBlobs(settings))
        {
            AzureServices.AddBlobs(services, settings);
            return;
        }

        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Journal);
    }

    private static void AddKeys(IServiceCollection services, IConfiguration settings, DataDirectory data)
    {
        if (Settings.UsesVault(settings))
            AzureServices.AddVault(services, settings);
        else
            services.AddSingleton<IKeyService>(_ => new LocalKeyStore(
                settings[Settings.Keys] is { Length: > 0 } keys ? keys : data.FileNamed("keys"),
                settings.GetValue(Settings.KeyBits, LocalKeyStore.DefaultRsaBits)));
    }

    /// <summary>The app itself, and what fills its registry at the first start.</summary>
    public static void AddApp(WebApplicationBuilder builder, DataDirectory data)
    {
        builder.Services.AddDataSharing(builder.Configuration);
        builder.Services.AddHostedService<ProjectionService>();
        builder.Services.AddHostedService<ExpirySweep>();
        SampleServices.Add(builder.Services);
    }

    /// <summary>Opens what must be open before the engine and the first request: the keys, and the store once its journal is replayed.</summary>
    /// <exception cref="StartRefusedException">The keys lie open to other users, or the journal is damaged or not this database's.</exception>
    public static async Task OpenAsync(IServiceProvider services, ILogger log, CancellationToken cancellation)
    {
        try
        {
            services.GetRequiredService<IKeyService>();
            if (services.GetService<LateStore>() is { } late)
                await late.ConnectAsync(cancellation);
            var missing = await services.GetRequiredService<StoreGate>().OpenAsync();
            if (missing > 0)
                HostLog.JournalReplayed(log, missing);
        }
        catch (InvalidOperationException fault)
        {
            throw new StartRefusedException($"{(services.GetService<LateStore>() is null ? Settings.Keys : AzureSettings.CosmosEndpoint)}: {fault.Message}");
        }
        catch (StoreUnavailableException fault)
        {
            throw new StartRefusedException($"the store cannot be opened: {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            throw new StartRefusedException($"the store stays closed: {fault.Message}");
        }
    }

    // History is plain text and kept for weeks; an exception's type says enough, its message might name somebody.
    private static DurableEngineOptions EngineOptions { get; } = new() { FailureMessage = static fault => fault.GetType().Name };
}
