using DataSharing.WorkerHost.Durable;
using DataSharing.WorkerHost.Http;

namespace DataSharing.WorkerHost;

/// <summary>
/// What the Functions host is to the built function app: starts it as its worker, forwards HTTP to it, runs its timers, and has
/// the official host side of Durable Functions behind it. Several may run on one storage account, as instances of one app do.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private WorkerEndpoint? _endpoint;
    private WorkerSlot? _slot;
    private DurableSide? _durable;
    private TimerFront? _timers;
    private HttpFront? _http;

    private FunctionsHost()
    {
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => _http!.Uri;

    /// <summary>What the worker announced.</summary>
    public IReadOnlyList<WorkerFunction> Functions => _slot!.Functions;

    /// <summary>What its workers said.</summary>
    public WorkerLog Log { get; } = new();

    /// <summary>What the host side of Durable Functions said, and which requests could not be forwarded.</summary>
    public WorkerLog HostLog { get; } = new();

    /// <summary>The worker that runs now.</summary>
    public WorkerProcess Worker => _slot!.Process;

    /// <summary>How many workers were started.</summary>
    public int WorkerStarts => _slot!.Starts;

    /// <exception cref="InvalidOperationException">The worker ended before it was ready; the message has what it wrote.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options)
    {
        var host = new FunctionsHost();
        try
        {
            host._endpoint = await WorkerEndpoint.StartAsync(host.Log.Add);
            host._slot = await WorkerSlot.StartAsync(host._endpoint, options, host.Log);
            var invoker = new Invoker(host._slot, options.Invoked);
            host._durable = await DurableSide.StartAsync(options, invoker, host.Functions, host.HostLog);
            host._http = await HttpFront.StartAsync(options.Url, host._slot, invoker, host.HostLog);
            host._timers = options.Timers ? new TimerFront(host.Functions, invoker) : null;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the worker to end and waits until it did; no other is started.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopWorkerAsync() => _slot!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _http, _timers, _durable, _slot, _endpoint })
            if (part is not null)
                await part.DisposeAsync();
    }
}
