using System.Net.Sockets;
using DataSharing.WorkerHost.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace DataSharing.WorkerHost;

/// <summary>
/// The place of one worker: starts it, asks what functions it has and has it load them, and starts another when it ends. Who
/// calls a function meanwhile waits for that one. Thread-safe.
/// </summary>
internal sealed class WorkerSlot : IAsyncDisposable
{
    private const string HttpCapability = "HttpUri";
    private const int MostFailures = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly WorkerEndpoint _endpoint;
    private readonly FunctionsHostOptions _options;
    private readonly WorkerLog _log;
    private readonly Lock _lock = new();
    private readonly List<WorkerProcess> _started = [];
    private TaskCompletionSource<ReadyWorker> _ready = NewReady();
    private Task _watch = Task.CompletedTask;
    private volatile bool _isStopping;

    private WorkerSlot(WorkerEndpoint endpoint, FunctionsHostOptions options, WorkerLog log) =>
        (_endpoint, _options, _log) = (endpoint, options, log);

    /// <summary>The functions that the first worker announced.</summary>
    public IReadOnlyList<WorkerFunction> Functions { get; private set; } = [];

    public WorkerProcess Process { get; private set; } = null!;

    /// <summary>How many workers were started here.</summary>
    public int Starts
    {
        get
        {
            lock (_lock)
                return _started.Count;
        }
    }

    /// <exception cref="InvalidOperationException">The worker ended before it was ready.</exception>
    public static async Task<WorkerSlot> StartAsync(WorkerEndpoint endpoint, FunctionsHostOptions options, WorkerLog log)
    {
        var slot = new WorkerSlot(endpoint, options, log);
        try
        {
            await slot.StartWorkerAsync();
        }
        catch
        {
            await slot.DisposeAsync();
            throw;
        }

        slot._watch = slot.WatchAsync();
        return slot;
    }

    /// <summary>The worker that runs now, or the next one.</summary>
    public async Task<ReadyWorker> ReadyAsync(CancellationToken cancellation = default)
    {
        Task<ReadyWorker> ready;
        lock (_lock)
            ready = _ready.Task;
        return await ready.WaitAsync(Patience, cancellation);
    }

    /// <summary>Asks the worker to end, as a host does that goes down, and waits until it did.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        ReadyWorker worker = await ReadyAsync();
        _isStopping = true;
        worker.Connection.Tell(
            new StreamingMessage
            {
                WorkerTerminate =
                new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) }
            });
        return await Process.WaitForExitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        Process?.Kill();
        await _watch;
        foreach (WorkerProcess process in _started)
            await process.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        int failures = 0;
        while (true)
        {
            await Process.WaitForExitAsync(Timeout.InfiniteTimeSpan);
            if (_isStopping)
                return;
#pragma warning disable CA1031 // whoever waits for a worker is told; nobody waits for this loop
            try
            {
                await StartWorkerAsync();
                failures = 0;
                // Told to end while the next one came up: this one was not known yet.
                if (_isStopping)
                    Process.Kill();
            }
            catch (Exception fault)
            {
                Process.Kill();
                if (++failures < MostFailures)
                    continue;
                lock (_lock)
                    _ready.TrySetException(fault);
                return;
            }
#pragma warning restore CA1031
        }
    }

    private async Task StartWorkerAsync()
    {
        string id = Guid.NewGuid().ToString();
        Task<WorkerConnection> connecting = _endpoint.ExpectAsync(id);
        Process = WorkerProcess.Start(_endpoint.Uri, id, _options.Settings, _log);
        lock (_lock)
            _started.Add(Process);
        Task<int> ending = Process.WaitForExitAsync(Patience);
        if (await Task.WhenAny(connecting, ending) == ending)
            throw new InvalidOperationException($"the worker ended with code {await ending} before it connected\n{_log}");
        WorkerConnection connection = await connecting;
        Uri http = await IntroduceAsync(connection);
        lock (_lock)
            _ready.TrySetResult(new ReadyWorker(connection, http));
        connection.Closed = Lose;
    }

    private async Task<Uri> IntroduceAsync(WorkerConnection connection)
    {
        var init = new WorkerInitRequest
        {
            HostVersion = "4.0.0.0",
            WorkerDirectory = WorkerProcess.BuiltApp,
            FunctionAppDirectory = WorkerProcess.BuiltApp,
        };
        WorkerInitResponse introduced = (await connection.AskAsync(New(message => message.WorkerInitRequest = init))).WorkerInitResponse;
        Require(introduced.Result, "the worker's start");
        var wanted = new FunctionsMetadataRequest { FunctionAppDirectory = WorkerProcess.BuiltApp };
        FunctionMetadataResponse found = (await connection.AskAsync(New(message =>
            message.FunctionsMetadataRequest = wanted))).FunctionMetadataResponse;
        Require(found.Result, "the worker's list of functions");
        IReadOnlyList<WorkerFunction> functions = [.. found.FunctionMetadataResults.Select(metadata => new WorkerFunction(metadata))];
        foreach (WorkerFunction function in functions)
        {
            var load = new FunctionLoadRequest { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata };
            Require(
                (await connection.AskAsync(New(message => message.FunctionLoadRequest = load))).FunctionLoadResponse.Result, function.Name);
        }

        if (Functions.Count == 0)
            Functions = functions;
        var http = new Uri(introduced.Capabilities[HttpCapability]);
        await ListensAsync(http);
        return http;
    }

    // Its own server comes up beside its connection to the host.
    private async Task ListensAsync(Uri http)
    {
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(http.Host, http.Port);
                return;
            }
            catch (SocketException) when (!Process.HasExited)
            {
                await Task.Delay(10);
            }
        }
    }

    private void Lose()
    {
        lock (_lock)
            _ready = NewReady();
    }

    private static TaskCompletionSource<ReadyWorker> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static StreamingMessage New(Action<StreamingMessage> fill)
    {
        var message = new StreamingMessage { RequestId = Guid.NewGuid().ToString() };
        fill(message);
        return message;
    }

    private static void Require(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what} failed: {result.Exception?.Message}\n{result.Exception?.StackTrace}");
    }
}

/// <param name="Http">Where it answers the requests that its host forwards; another address at each start.</param>
internal sealed record ReadyWorker(WorkerConnection Connection, Uri Http);
