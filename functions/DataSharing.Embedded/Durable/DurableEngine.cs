using DataSharing.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// A durable orchestration engine on one SQLite file: orchestrators written against
/// <see cref="TaskOrchestrationContext"/> survive a stop of the process at any moment.
/// </summary>
/// <remarks>
/// Guarantees: each call of <see cref="Client"/> that returned is durable; the effects of a turn of an orchestrator
/// (its history, the activities, timers, children and events it asked for) are written in one transaction, exactly
/// once; activities run at least once; events that one caller raised one after another are seen in that order.
/// Limits: one process a database; an activity that the orchestrator does not await before it ends is not run again
/// after a crash.
/// Register everything before <see cref="StartAsync"/>. Thread safe from then on.
/// </remarks>
public sealed partial class DurableEngine : IAsyncDisposable
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Func<ActivityInvocation, CancellationToken, Task<object?>>> _activities =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly ILogger _log;

    /// <summary>Creates the engine's tables if they are missing; does no work before <see cref="StartAsync"/>.</summary>
    public DurableEngine(SqliteDatabase db, DurableEngineOptions options, TimeProvider time, ILoggerFactory logs)
    {
        Options = options;
        Time = time;
        Loggers = logs;
        _log = logs.CreateLogger<DurableEngine>();
        Store = new DurableStore(db, time);
        Instances = new InstanceTable(this, options.CachedInstances);
        Activities = new ActivityDispatcher(this, options.MaxConcurrentActivities);
        Timers = new TimerQueue(time, Post);
        Store.CreateTablesAsync().GetAwaiter().GetResult();
        Client = new EmbeddedDurableTaskClient(this);
    }

    /// <summary>Starts, addresses and inspects instances; works before the start and after the stop too, the instances
    /// then go on at the next start.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Instances that are in memory now.</summary>
    public int InstancesInMemory => Instances.Count;

    internal DurableEngineOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILoggerFactory Loggers { get; }

    internal DurableStore Store { get; }

    internal InstanceTable Instances { get; }

    internal ActivityDispatcher Activities { get; }

    internal TimerQueue Timers { get; }

    internal InstanceWaiters Waiters { get; } = new();

    /// <summary>Registers an orchestrator; it reads its input through the context.</summary>
    /// <exception cref="ArgumentException">the name is taken.</exception>
    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) =>
        _orchestrators.Add(name, run);

    /// <summary>Registers an activity. Its token is cancelled when the engine stops and has waited long enough.</summary>
    /// <exception cref="ArgumentException">the name is taken.</exception>
    public void AddActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> run) =>
        _activities.Add(name, run);

    /// <summary>The tags an instance was started with; none when there is no such instance.</summary>
    internal IReadOnlyDictionary<string, string> TagsOf(string instanceId) => HistoryJson.ReadTags(Store.Find(instanceId)?.Tags);

    internal Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) =>
        _orchestrators.GetValueOrDefault(name);

    internal Func<ActivityInvocation, CancellationToken, Task<object?>>? FindActivity(string name) =>
        _activities.GetValueOrDefault(name);
}
