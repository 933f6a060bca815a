using System.Diagnostics;
using DataSharing.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DataSharing.Functions.Worker;

/// <summary>
/// A span around each function, child of the one that the host or Durable hands over, so that a trace goes on from the
/// trigger to the orchestration and its activities. It holds the function's name and nothing of the call.
/// </summary>
internal sealed class InvocationSpans : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ActivityContext.TryParse(
            context.TraceContext.TraceParent, context.TraceContext.TraceState, isRemote: true, out ActivityContext parent);
        using Activity? span = Signals.Source.StartActivity(context.FunctionDefinition.Name, ActivityKind.Internal, parent);
        try
        {
            await next(context);
        }
        catch
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
