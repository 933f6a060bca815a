using DataSharing.Embedded.Development;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Explore;
using DataSharing.Embedded.Hosting.Timers;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Routing;

namespace DataSharing.Embedded.Hosting;

/// <summary>
/// The function app on one machine: HTTP functions on Kestrel, timers, and the durable engine over one data directory.
/// The engine starts first and stops last, so that no request meets one that is not there.
/// </summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly WebApplication _app;
    private readonly DurableEngine _durable;
    private readonly TimerService _timers;
    private int _stopped;

    private EmbeddedHost(DataDirectory data, WebApplication app, DurableEngine durable, TimerService timers) =>
        (_data, _app, _durable, _timers) = (data, app, durable, timers);

    /// <summary>The addresses it answers on, with their real ports.</summary>
    public IReadOnlyList<string> Urls => [.. _app.Urls];

    public string DataPath => _data.Path;

    public IServiceProvider Services => _app.Services;

    /// <exception cref="StartRefusedException">Something in the data directory, the settings or the functions forbids the
    /// start.</exception>
    public static async Task<EmbeddedHost> StartAsync(EmbeddedHostOptions options, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> urls = ListenUrls.Parse(options.Urls, options.Development);
        var data = DataDirectory.Open(options.Data);
        WebApplication? app = null;
        try
        {
            app = HostBuilder.Build(options, data, urls);
            ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DataSharing.Host");
            Composition.OpenKeys(app.Services);
            EmbeddedHost host = Assemble(options, data, app, log);
            await Composition.OpenAsync(app.Services, app.Configuration, log, cancellation);
            await host.StartAsync(urls, cancellation);
            return host;
        }
        catch (Exception fault)
        {
            if (app is not null)
                await app.DisposeAsync();
            data.Dispose();
            if (Composition.RefusalOf(fault) is { } refused)
                throw refused;
            throw;
        }
    }

    /// <summary>Returns when the process is asked to end (SIGTERM, SIGINT) or <paramref name="cancellation"/> fires, all stopped.</summary>
    public async Task RunToEndAsync(CancellationToken cancellation = default)
    {
        await _app.WaitForShutdownAsync(cancellation);
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }

    private static EmbeddedHost Assemble(EmbeddedHostOptions options, DataDirectory data, WebApplication app, ILogger log)
    {
        DurableEngine durable = app.Services.GetRequiredService<DurableEngine>();
        var functions = FunctionHost.Bind(
            options.Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(options.Hosts), app.Services,
            HostJson.Load(Path.Combine(options.ContentRoot, "host.json")), durable.Client);
        functions.AddTo(durable, app.Services);
        Pipeline.Use(app);
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(functions.Endpoints));
        if (options.Development)
            DevelopmentEndpoints.Map(app);
        if (functions.Endpoints.Count > 0 && ExplorerEndpoints.IsWanted(app.Configuration, options.Development))
            ExplorerEndpoints.Map(app, options.Development);
        HostLog.FunctionsFound(
            log, functions.Endpoints.Count + functions.Timers.Count + functions.Orchestrators.Count + functions.Activities.Count,
            functions.Endpoints.Count, functions.Timers.Count, functions.Orchestrators.Count, functions.Activities.Count);
        var timers = new TimerService(
            functions.Timers, new TimerJournal(data.FileNamed("timers.json")), app.Services.GetRequiredService<TimeProvider>(),
            app.Services.GetRequiredService<ILogger<TimerService>>());
        return new EmbeddedHost(data, app, durable, timers);
    }

    private async Task StartAsync(IReadOnlyList<string> urls, CancellationToken cancellation)
    {
        await _durable.StartAsync(cancellation);
        try
        {
            await _app.StartAsync(cancellation);
            await _timers.StartAsync(cancellation);
        }
        catch (Exception fault)
        {
            await _durable.StopAsync(CancellationToken.None);
            if (fault is StoreUnavailableException)
                throw new StartRefusedException($"the store does not answer: {fault.Message}");
            if (fault is IOException or System.Net.Sockets.SocketException)
                throw new StartRefusedException($"cannot listen on {string.Join(", ", urls)}: the address is in use or not this machine's");
            throw;
        }
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        await _app.StopAsync();
        await _timers.StopAsync(CancellationToken.None);
        await _durable.StopAsync(CancellationToken.None);
    }
}
