using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
using DataSharing.Functions;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Health;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Hosting;

/// <summary>Which adapters stand behind the app's ports on one machine, and the engine that shares their commits.</summary>
internal static class Composition
{
    public static void Add(IServiceCollection services, IConfiguration settings, DataDirectory data, bool development)
    {
        services.AddSingleton(provider => OpenStores(provider, settings, data, development));
        AddDocuments(services, settings);
        AddBlobs(services, settings);
        AddKeys(services, settings, data);
        services.AddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<EmbeddedStores>().Data, EngineOptions, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
    }

    private static EmbeddedStores OpenStores(IServiceProvider provider, IConfiguration settings, DataDirectory data, bool development)
    {
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        // Where the journal is in Azure, nothing is written here, and nothing may stand in its way. A vault is told by a timer: no
        // stop waits for it, and it may itself need these documents.
        return Settings.UsesBlobs(settings)
            ? EmbeddedStores.Open(data.Path, time)
            : EmbeddedStores.Open(
                data.Path, time, JournalPlace.Open(settings, data, development),
                Settings.UsesVault(settings) ? null : provider.GetRequiredService<IJournalWitness>());
    }

    // The engine's own database stays on this machine in any case.
    private static void AddDocuments(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(provider => new OpenStore(
            Settings.UsesCosmos(settings)
                ? provider.GetRequiredService<LateStore>()
                : provider.GetRequiredService<EmbeddedStores>().OpenDocuments));
        services.AddSingleton(provider => new StoreGate(
            provider.GetRequiredService<OpenStore>().Documents, provider.GetRequiredService<IStopJournal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IJournalWitness>(), provider.GetRequiredService<LogSeals>()));
        services.AddSingleton(provider => provider.GetRequiredService<StoreGate>().Store);
        services.AddSingleton<LogSeals>();
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
        {
            AzureServices.AddVault(services, settings);
            return;
        }

        services.AddSingleton(_ => new LocalKeyStore(
            settings[Settings.Keys] is { Length: > 0 } keys ? keys : data.FileNamed("keys"),
            settings.GetValue(Settings.KeyBits, LocalKeyStore.DefaultRsaBits)));
        services.AddSingleton<IJournalWitness>(provider => new KeptMark(
            provider.GetRequiredService<LocalKeyStore>().Root, KeptMark.JournalEnd));
        services.AddSingleton(provider => new KeptMark(provider.GetRequiredService<LocalKeyStore>().Root, KeptMark.DatabaseEnd));
        services.AddSingleton(
            provider => new KnownSecrets(provider.GetRequiredService<LocalKeyStore>(), provider.GetRequiredService<OpenStore>()));
        services.AddSingleton<IKeyService>(provider => provider.GetRequiredService<KnownSecrets>());
    }

    /// <summary>The app itself, and what follows its stores.</summary>
    public static void AddApp(WebApplicationBuilder builder)
    {
        builder.Services.AddDataSharing(builder.Configuration);
        // First in, last out: what the others write at the end is told too.
        if (!Settings.UsesCosmos(builder.Configuration) && !Settings.UsesVault(builder.Configuration))
            builder.Services.AddHostedService<DatabaseMark>();
        builder.Services.AddSingleton<SpaceWatch>();
        builder.Services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<SpaceWatch>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SpaceWatch>());
        builder.Services.AddHostedService<ProjectionService>();
        builder.Services.AddHostedService<ExpirySweep>();
    }

    /// <summary>Opens the key directory, before anything else asks for what lies in it.</summary>
    /// <exception cref="StartRefusedException">It lies open to other users.</exception>
    public static void OpenKeys(IServiceProvider services)
    {
        try
        {
            services.GetService<LocalKeyStore>();
        }
        catch (InvalidOperationException fault)
        {
            throw new StartRefusedException($"{Settings.Keys}: {fault.Message}");
        }
    }

    /// <summary>
    /// Opens what must be open before the engine and the first request: the keys, and the store once its journal is replayed.
    /// </summary>
    /// <exception cref="StartRefusedException">
    /// The keys lie open to other users or lack a secret, a database is damaged, or the journal is damaged or not this database's.
    /// </exception>
    public static async Task OpenAsync(IServiceProvider services, IConfiguration settings, ILogger log, CancellationToken cancellation)
    {
        try
        {
            await OpenDocumentsAsync(services, log, cancellation);
            int missing = await services.GetRequiredService<StoreGate>().OpenAsync();
            await StopSecrets.FetchAsync(services.GetRequiredService<IKeyService>(), cancellation);
            if (missing > 0)
                HostLog.JournalReplayed(log, missing);
            if (services.GetService<EmbeddedHostOptions>() is { Development: false } && !Settings.UsesBlobs(settings)
                && services.GetRequiredService<EmbeddedStores>() is var stores && FreeSpace.IsShared(stores.JournalFile, stores.Data.Path))
                HostLog.JournalOnSameVolume(log, JournalPlace.Setting);
        }
        catch (InvalidOperationException fault)
        {
            throw new StartRefusedException(
                $"{(services.GetService<LateStore>() is null ? Settings.Keys : AzureSettings.CosmosEndpoint)}: {fault.Message}");
        }
        catch (LostSecretException fault)
        {
            throw new StartRefusedException(fault.Message);
        }
        catch (StoreUnavailableException fault)
        {
            throw new StartRefusedException($"the store cannot be opened: {fault.Message}");
        }
        catch (KeyUnavailableException fault)
        {
            throw new StartRefusedException($"the key store does not answer: {fault.Message}");
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            throw new StartRefusedException($"the store stays closed: {(fault is JsonException ? Damaged : fault.Message)}");
        }
    }

    /// <summary>
    /// Opens the documents before their gate, for the program and for the verbs: the keys have every secret that they rest on, and
    /// a database that was set back is on record before anything is written to it.
    /// </summary>
    /// <exception cref="LostSecretException">The keys lack a secret.</exception>
    public static async Task OpenDocumentsAsync(IServiceProvider services, ILogger log, CancellationToken cancellation)
    {
        services.GetRequiredService<IKeyService>();
        if (services.GetService<LateStore>() is { } late)
            await late.ConnectAsync(cancellation);
        await services.GetRequiredService<KnownSecrets>().RequireAsync(cancellation);
        if (services.GetService<LateStore>() is null && services.GetService<KeptMark>() is { } mark
            && await DatabaseMark.CompareAsync(
                services.GetRequiredService<EmbeddedStores>(), mark, services.GetRequiredService<LogSeals>(),
                services.GetRequiredService<TimeProvider>()) is > 0 and var lost)
            HostLog.SetBack(log, lost);
    }

    /// <summary>What an operator does about a database that cannot be read.</summary>
    private const string Damaged =
        "a database in the data directory is damaged: put data.db and blobs.db back from the newest backup, without -wal and -shm files "
            + "beside them; leave the stop journal and the keys as they are: what was stopped or erased since comes back from the journal";

    /// <summary>The refusal that a fault of the disk or of a database means at the start; null: it is something else.</summary>
    public static StartRefusedException? RefusalOf(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB } => new(Damaged),
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => new("the disk of the data directory is full: make room"),
        SqliteException database => new(
            "a database in the data directory cannot be opened (SQLite "
                + $"{database.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}): its files must belong to the user that "
                + "runs the program, on a disk that works"),
        // Its own message may name a path and nothing else.
        UnauthorizedAccessException or IOException { InnerException: not System.Net.Sockets.SocketException } => new(
            $"a file of the data, key or journal directory cannot be read or written ({fault.GetType().Name}): they must belong to the "
                + "user that runs the program, on a disk that works"),
        _ => null,
    };

    // History is plain text and kept for weeks; an exception's type says enough, its message might name somebody.
    private static DurableEngineOptions EngineOptions { get; } = new() { FailureMessage = static fault => fault.GetType().Name };
}
