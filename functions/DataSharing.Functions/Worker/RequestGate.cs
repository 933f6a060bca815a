using Microsoft.Azure.Functions.Worker.Middleware;

namespace DataSharing.Functions.Worker;

/// <summary>
/// Answers 404 before a function runs where a page is asked for on the wrong host name; completes every answer's headers.
/// </summary>
internal sealed class RequestGate(SurvivorHost survivor) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            http.Response.OnStarting(() =>
            {
                ResponseHeaders.Complete(http.Response);
                return Task.CompletedTask;
            });
            if (!survivor.Allows(http.Request.Host.Value, http.Request.Path.Value))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }

        await next(context);
    }
}
