using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;

namespace DataSharing.Embedded.Durable;

/// <summary>An orchestrator as it was registered.</summary>
internal sealed record Orchestrator(Type Input, Func<TaskOrchestrationContext, Task<object?>> Run);

/// <summary>
/// Runs orchestrators and activities for DurableTask's dispatchers: as its middlewares, which is where its own out-of-process
/// hosts run theirs. Replay, timers, retries, sub-orchestrations and continuing as new are DurableTask's; what is added is the
/// clock, what failures keep, and what an orchestrator is told of its parent.
/// </summary>
internal sealed class TaskRunner(DurableEngineOptions options, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DurableTaskShimFactory _shims = new(
        new DurableTaskWorkerOptions { DataConverter = DurableEngineOptions.Converter, MaximumTimerInterval = TimeSpan.FromDays(36_500) },
        new QuietLoggers(loggers));

    public Dictionary<string, Orchestrator> Orchestrators { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, Func<ActivityInvocation, CancellationToken, Task<object?>>> Activities { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks the running activities to end.</summary>
    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    public Task RunTurnAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var item = (TurnItem)context.GetProperty<TaskOrchestrationWorkItem>();
        OrchestrationRuntimeState state = context.GetProperty<OrchestrationRuntimeState>();
        SetTime(state);
        context.SetProperty(RunTurn(item, state));
        return Task.CompletedTask;
    }

    public async Task RunActivityAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        string instance = context.GetProperty<OrchestrationInstance>().InstanceId;
        HistoryEvent answer = await AnswerAsync(instance, context.GetProperty<TaskScheduledEvent>()).ConfigureAwait(false);
        context.SetProperty(new ActivityExecutionResult { ResponseEvent = answer });
    }

    // DurableTask reads the machine's clock; this engine has the one that it was given.
    private void SetTime(OrchestrationRuntimeState state)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        foreach (HistoryEvent happened in state.NewEvents)
        {
            if (happened.EventType == EventType.OrchestratorStarted)
                happened.Timestamp = now;
        }
    }

#pragma warning disable CA1031 // whatever orchestrator code throws fails the instance, never the engine
    private OrchestratorExecutionResult RunTurn(TurnItem item, OrchestrationRuntimeState state)
    {
        try
        {
            if (item.Kept is { } kept && ReferenceEquals(kept.State, state))
                return Settled(kept.Executor.ExecuteNewEvents(), state);
            if (!Orchestrators.TryGetValue(state.Name, out Orchestrator? orchestrator))
                return Failed(
                    new FailureDetails(
                        typeof(InvalidOperationException).FullName!, $"no orchestrator named '{state.Name}' is registered", null, null,
                        true));
            TaskOrchestration shim = _shims.CreateOrchestration(state.Name, new Shim(orchestrator, options.FailureMessage), Parent(state));
            var executor = new TaskOrchestrationExecutor(
                state, shim, BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails);
            item.Kept = (state, executor);
            return Settled(executor.Execute(), state);
        }
        catch (Exception fault) when (fault is not SessionAbortedException)
        {
            return Failed(Failures.Of(fault, options.FailureMessage));
        }
    }

    private async Task<HistoryEvent> AnswerAsync(string instance, TaskScheduledEvent scheduled)
    {
        try
        {
            if (!Activities.TryGetValue(scheduled.Name!, out Func<ActivityInvocation, CancellationToken, Task<object?>>? run))
                return Failed(
                    new FailureDetails(
                        typeof(InvalidOperationException).FullName!, $"no activity named '{scheduled.Name}' is registered", null, null,
                        true));
            object? output = await run(
                new ActivityInvocation(instance, scheduled.Name!, Input(scheduled.Input)), _stop.Token).ConfigureAwait(false);
            return new TaskCompletedEvent(-1, scheduled.EventId, DurableEngineOptions.Converter.Serialize(output));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Interrupted by the engine's stop, however the activity put it, and not failed: it runs again at the next start.
            throw new SessionAbortedException();
        }
        catch (Exception fault)
        {
            return Failed(Failures.Of(fault, options.FailureMessage));
        }

        TaskFailedEvent Failed(FailureDetails details) => new(-1, scheduled.EventId, details.ErrorMessage, null, details);
    }
#pragma warning restore CA1031

    /// <summary>What DurableTask leaves open where several ends meet in one turn, and what it would keep of a failure.</summary>
    private OrchestratorExecutionResult Settled(OrchestratorExecutionResult result, OrchestrationRuntimeState state)
    {
        List<OrchestratorAction> actions = [.. result.Actions];
        if (actions.Exists(
            action => action is ScheduleTaskOrchestratorAction { Name: null or "" } or CreateSubOrchestrationAction { Name: null or "" }))
            return Failed(
                new FailureDetails(
                    typeof(ArgumentException).FullName!, "an activity or orchestrator was called without a name", null, null, true));
        var ends = actions.OfType<OrchestrationCompleteOrchestratorAction>().ToList();
        // Whoever was told that it ends, or pauses, was not told "unless it begins anew just then".
        if (ends.Exists(end => end.OrchestrationStatus == OrchestrationStatus.Terminated))
            actions.RemoveAll(
                action => action is OrchestrationCompleteOrchestratorAction { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew });
        else if (ends.Find(end => end.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew) is { } anew
            && state.NewEvents.LastOrDefault(happened =>
                happened is ExecutionSuspendedEvent or ExecutionResumedEvent) is ExecutionSuspendedEvent suspended)
            anew.CarryoverEvents.Add(new ExecutionSuspendedEvent(-1, suspended.Reason));
        foreach (OrchestrationCompleteOrchestratorAction end in ends)
            Quieten(end);
        result.Actions = actions;
        return result;
    }

    // An input or output that cannot be read or written fails inside the shim, with the converter's message, which may quote it.
    private void Quieten(OrchestrationCompleteOrchestratorAction end)
    {
        if (!options.IsQuiet
            || end is not { OrchestrationStatus: OrchestrationStatus.Failed, FailureDetails: { StackTrace: not null } details }
            || details.ErrorType == typeof(NonDeterministicOrchestrationException).FullName)
            return;
        end.FailureDetails = new FailureDetails(details.ErrorType, details.ErrorType, null, null, details.IsNonRetriable);
        end.Result = details.ErrorType;
    }

    private static OrchestratorExecutionResult Failed(FailureDetails details) => new()
    {
        Actions =
        [
            new OrchestrationCompleteOrchestratorAction
            {
                Id = -1, OrchestrationStatus = OrchestrationStatus.Failed, Result = details.ErrorMessage, FailureDetails = details,
            },
        ],
    };

    private static ParentOrchestrationInstance? Parent(OrchestrationRuntimeState state) =>
        state.ParentInstance is { } parent ? new(parent.Name, parent.OrchestrationInstance.InstanceId) : null;

    // DurableTask writes parameters as a list, of which there is one.
    private static string? Input(string? list) => list is ['[', .. var one, ']'] ? (one is "null" or "" ? null : one) : list;

    private sealed class Shim(Orchestrator orchestrator, Func<Exception, string> message) : ITaskOrchestrator
    {
        public Type InputType => orchestrator.Input;

        public Type OutputType => typeof(object);

#pragma warning disable CA1031 // see above
        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
        {
            try
            {
                return await orchestrator.Run(context);
            }
            catch (Exception fault)
            {
                throw Failures.Rethrown(fault, message);
            }
        }
#pragma warning restore CA1031
    }

    /// <summary>Keeps what the shims say of each turn out of the log: an orchestrator's own lines pass.</summary>
    private sealed class QuietLoggers(ILoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal)
            ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            : inner.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}

/// <summary>Nothing is registered with DurableTask itself: the middlewares know what there is.</summary>
internal sealed class NoTasks<T> : INameVersionObjectManager<T>
{
    public void Add(ObjectCreator<T> creator) => throw new NotSupportedException();

    public T? GetObject(string name, string? version) => default;
}
