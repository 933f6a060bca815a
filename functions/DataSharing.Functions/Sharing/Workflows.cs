using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Sharing;

/// <summary>Starting and waking orchestrations. The store decides what is to be done; both may be repeated and may be lost.</summary>
public static partial class Workflows
{
    /// <summary>Starts an instance. That it runs already is what was wanted.</summary>
    public static async Task StartAsync(DurableTaskClient client, string name, string instanceId, object input, CancellationToken cancellation = default)
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
    public static async Task StartOrWakeAsync(DurableTaskClient client, string name, string instanceId, object input, CancellationToken cancellation = default)
    {
        if (await client.GetInstanceAsync(instanceId, cancellation) is { IsRunning: true })
            await client.RaiseEventAsync(instanceId, SharingRequestOrchestrator.Changed, "", cancellation);
        else
            await StartAsync(client, name, instanceId, input, cancellation);
    }

    /// <summary>Tells an instance to look again. Losing it costs time only: the mark in the document is found by a timer.</summary>
    public static async Task HintAsync(DurableTaskClient client, string instanceId, ILogger log)
    {
#pragma warning disable CA1031 // a hint must not undo what was committed before it
        try
        {
            await client.RaiseEventAsync(instanceId, SharingRequestOrchestrator.Changed, "");
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
