using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Orchestration;

/// <summary>Starting and waking orchestrations. The store decides what is to be done; both may be repeated and may be lost.</summary>
public static partial class Workflows
{
    /// <summary>Something may have changed. A hint: it carries nothing, and waits also end by time.</summary>
    public const string Changed = "changed";

    /// <summary>How long somebody who waits for an answer waits for the engine too: what she did is committed already.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Starts what a commit called for, or leaves it to the timer that looks for old marks: what was committed stands, and no
    /// fault of the engine may make it look as if it did not.
    /// </summary>
    public static async Task StartAsync(DurableTaskClient client, string name, string instanceId, object input, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
#pragma warning disable CA1031 // see above
        try
        {
            await ScheduleAsync(client, name, instanceId, input, limit.Token);
        }
        catch (Exception)
        {
            // CRASH: the document says that the orchestration is due.
        }
#pragma warning restore CA1031
    }

    // That it runs already is what was wanted.
    private static async Task ScheduleAsync(
        DurableTaskClient client, string name, string instanceId, object input, CancellationToken cancellation)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(instanceId), cancellation);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            // Each backend refuses a running id with an exception of its own.
            if (await client.GetInstanceAsync(instanceId, cancellation) is null)
                throw;
        }
    }

    /// <summary>Starts it, or wakes it when it runs: for marks that were left behind.</summary>
    public static async Task StartOrWakeAsync(
        DurableTaskClient client, string name, string instanceId, object input, CancellationToken cancellation = default)
    {
        if (await client.GetInstanceAsync(instanceId, cancellation) is { IsRunning: true })
            await client.RaiseEventAsync(instanceId, Workflows.Changed, "", cancellation);
        else
            await ScheduleAsync(client, name, instanceId, input, cancellation);
    }

    /// <summary>Tells an instance to look again. Losing it costs time only: the mark in the document is found by a timer.</summary>
    public static async Task HintAsync(DurableTaskClient client, string instanceId, ILogger log)
    {
#pragma warning disable CA1031 // a hint must not undo what was committed before it
        try
        {
            await client.RaiseEventAsync(instanceId, Workflows.Changed, "");
        }
        catch (Exception fault)
        {
            HintLost(log, instanceId, fault.GetType().Name);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(2001, LogLevel.Information, "Instance {Instance} could not be woken ({Fault}); the timer will")]
    private static partial void HintLost(ILogger logger, string instance, string fault);
}
