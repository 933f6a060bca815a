using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Tour;
using DataSharing.Emulators;
using DataSharing.Emulators.Blobs;
using DataSharing.Emulators.Cosmos;
using DataSharing.WorkerHost;

namespace DataSharing.Worker.Tests.Support;

/// <summary>
/// One set of everything that function apps need: the services of Azure, the storage account of Durable Functions, an issuer that
/// vouches for the sample country's people, and the stores, to look into. Apps are started on it.
/// </summary>
public sealed class Services : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("datasharing-worker-").FullName;
    private EmulatedAzure? _azure;
    private AzuriteProcess? _account;
    private EmbeddedHost? _elsewhere;

    private Services()
    {
    }

    /// <summary>The stores behind the same adapters as the app's.</summary>
    public IServiceProvider Stores => _elsewhere!.Services;

    /// <summary>The database, whose requests can be made to fail.</summary>
    public CosmosFake Documents => _azure!.Documents;

    public Uri Issuer => new(_elsewhere!.Urls[0]);

    /// <summary>Where Durable Functions keeps what it knows.</summary>
    public string Storage => _account!.ConnectionString!;

    /// <summary>The app's settings. More is asked here in a minute than an agency may by default.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(Elsewhere.AppSettings(_elsewhere!, _azure!.Settings))
        {
            ["RateLimits:Decisions:PerMinute"] = "60000",
            ["RateLimits:Decisions:Burst"] = "10000",
        };

    public static async Task<Services> StartAsync()
    {
        var services = new Services();
        try
        {
            services._azure = await EmulatedAzure.StartAsync();
            // Libraries read these from the process's environment alone.
            foreach ((string name, string? value) in services._azure.Environment)
                Environment.SetEnvironmentVariable(name, value);
            services._account = await AzuriteProcess.StartAccountAsync();
            services._elsewhere = await EmbeddedHost.StartAsync(Elsewhere.Options(services._data, services._azure.Settings));
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public FunctionsHostOptions Options(Action<WorkerFunction>? invoked = null) =>
        new() { Settings = Settings, Storage = Storage, Invoked = invoked };

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _elsewhere, _account, _azure })
            if (part is not null)
                await part.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
