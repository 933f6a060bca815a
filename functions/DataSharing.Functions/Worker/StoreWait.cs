using DataSharing.Functions.Integrity;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DataSharing.Functions.Worker;

/// <summary>
/// Lets timers and activities wait until the store is open. The host calls them as soon as the worker has loaded its functions,
/// and runs then what fell due before; the store opens later, when the database is connected and the stop journal replayed. A
/// timer that waited too long is left out: its next occurrence does the same work. An activity runs, fails, and is retried.
/// HTTP does not wait: its callers are answered 503.
/// </summary>
internal sealed partial class StoreWait(StoreGate gate, TimeProvider time, ILogger<StoreWait> log) : IFunctionsWorkerMiddleware
{
    private const string Timer = "timerTrigger", Activity = "activityTrigger";

    /// <summary>Shorter than any limit that a host sets for a function's run.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        string? trigger = context.FunctionDefinition.InputBindings.Values.Select(binding =>
            binding.Type).FirstOrDefault(type => type is Timer or Activity);
        if (trigger is null || gate.IsOpen || await OpensAsync(context.CancellationToken) || trigger != Timer)
            await next(context);
        else
            LeftOut(log, context.FunctionDefinition.Name);
    }

    private async Task<bool> OpensAsync(CancellationToken cancellation)
    {
        try
        {
            await gate.Opened.WaitAsync(Patience, time, cancellation);
            return true;
        }
        catch (Exception none) when (none is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1004, LogLevel.Information, "{Function} was left out: the store is not open yet")]
    private static partial void LeftOut(ILogger logger, string function);
}
