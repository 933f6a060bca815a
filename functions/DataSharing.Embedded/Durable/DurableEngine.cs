using DataSharing.Embedded.Sqlite;
using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// Durable orchestrations on one SQLite file: DurableTask's engine on a storage provider of our own. Orchestrators written against
/// <see cref="Microsoft.DurableTask.TaskOrchestrationContext"/> survive a stop of the process at any moment.
/// </summary>
/// <remarks>
/// Guarantees: each call of <see cref="Client"/> that returned is durable; the effects of a turn of an orchestrator
/// (its history, the activities, timers, children and events it asked for) are written in one transaction, exactly
/// once; activities run at least once; events that one caller raised one after another are seen in that order.
/// Limits: one process a database; no entities; an orchestrator may only await what its context returns, which the analyzers of
/// DurableTask look for when it is compiled.
/// Register everything before <see cref="StartAsync"/>. Thread safe from then on.
/// </remarks>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly DurableStore _store;
    private readonly TaskRunner _runner;
    private readonly OrchestrationService _service;
    private readonly TaskHubWorker _worker;

    /// <summary>Creates the engine's tables if they are missing; does no work before <see cref="StartAsync"/>.</summary>
    public DurableEngine(SqliteDatabase db, DurableEngineOptions options, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _time) = (options, time);
        _store = new DurableStore(db, time);
        _store.CreateTablesAsync().GetAwaiter().GetResult();
        _runner = new TaskRunner(options, time, logs);
        _service = new OrchestrationService(_store, options, time, logs.CreateLogger<DurableEngine>());
        // No logger: DurableTask's lines hold messages of exceptions. What an operator must know is logged by the provider.
        _worker = new TaskHubWorker(_service, new NoTasks<TaskOrchestration>(), new NoTasks<TaskActivity>(), loggerFactory: null)
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        _worker.AddOrchestrationDispatcherMiddleware(_runner.RunTurnAsync);
        _worker.AddActivityDispatcherMiddleware(_runner.RunActivityAsync);
        Client = new EmbeddedDurableTaskClient(_service);
    }

    /// <summary>Starts, addresses and inspects instances; works before the start and after the stop too, the instances
    /// then go on at the next start.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Instances that are in memory now.</summary>
    public int InstancesInMemory => _service.Instances.Count;

    /// <summary>Turns that could not be read or committed so far, and were or will be tried again after a pause.</summary>
    public long FailedTurns => _service.FailedTurns;

    /// <summary>Timers that orchestrators asked for so far.</summary>
    internal int TimersAdded => _service.Timers.Added;

    /// <summary>Registers an orchestrator; it reads its input through the context, as the type given here.</summary>
    /// <exception cref="ArgumentException">the name is taken.</exception>
    public void AddOrchestrator(string name, Type input, Func<TaskOrchestrationContext, Task<object?>> run) =>
        _runner.Orchestrators.Add(name, new Orchestrator(input, run));

    /// <summary>Registers an activity. Its token is cancelled when the engine stops and has waited long enough.</summary>
    /// <exception cref="ArgumentException">the name is taken.</exception>
    public void AddActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> run) =>
        _runner.Activities.Add(name, run);

    /// <summary>Takes up everything that was open when the engine last ended, however it ended.</summary>
    public Task StartAsync(CancellationToken ct) => _worker.StartAsync();

    /// <summary>
    /// Starts no further activity, lets running ones finish (as long as the options say, then cancels them), commits
    /// the turns that run, and leaves everything else to the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        _service.Timers.Dispose();
        Task activities = _service.CloseActivitiesAsync();
        if (!await EndsInTimeAsync(activities, ct).ConfigureAwait(false))
        {
            _runner.Cancel();
            await EndsInTimeAsync(activities, ct).ConfigureAwait(false);
        }

        await EndsInTimeAsync(_service.Instances.CloseAsync(), ct).ConfigureAwait(false);
        // Nothing runs any more, so there is nothing to wait for.
        await _worker.StopAsync(isForced: true).ConfigureAwait(false);
    }

    /// <summary>Ends at once: what runs is abandoned as in a crash, and taken up at the next start. Call
    /// <see cref="StopAsync"/> first for an orderly end.</summary>
    public async ValueTask DisposeAsync()
    {
        _service.Timers.Dispose();
        _ = _service.CloseActivitiesAsync();
        _runner.Cancel();
        _ = _service.Instances.CloseAsync();
        await _worker.StopAsync(isForced: true).ConfigureAwait(false);
        _runner.Dispose();
    }

    /// <summary>The tags an instance was started with; none when there is no such instance, or when it cannot be read.</summary>
    internal IReadOnlyDictionary<string, string> TagsOf(string instanceId)
    {
#pragma warning disable CA1031 // they serve traces, for whose sake nothing fails
        try
        {
            return StoredJson.ReadTags(_store.Find(instanceId)?.Tags).AsReadOnly();
        }
        catch (Exception)
        {
            return StoredJson.ReadTags(null).AsReadOnly();
        }
#pragma warning restore CA1031
    }

    private async Task<bool> EndsInTimeAsync(Task work, CancellationToken ct)
    {
        try
        {
            await work.WaitAsync(_options.ShutdownTimeout, _time, ct).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
