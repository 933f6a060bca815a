using Microsoft.Azure.Functions.Worker.Middleware;

namespace DataSharing.Functions.Worker;

/// <summary>
/// The last place that sees an exception with its message. The worker would send the message to the host's log, and Durable
/// would keep that of an activity in its history for weeks; messages of parsers and stores may quote the values they choked
/// on. So the type and the stack are logged here, and only the type's name goes on.
/// </summary>
/// <remarks>An answer is written here too: the worker would write it further out, where nothing of the app sees it fail.</remarks>
internal sealed partial class QuietFaults(ILogger<QuietFaults> log) : IFunctionsWorkerMiddleware
{
    private const string Orchestration = "orchestrationTrigger";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // An orchestrator's exceptions are how Durable tells a turn's end; it sees none but those that came through here.
        if (context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == Orchestration))
        {
            await next(context);
            return;
        }

#pragma warning disable CA1031 // see the class
        try
        {
            await next(context);
            await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.GetHttpContext() is { RequestAborted.IsCancellationRequested: true })
        {
            // The caller went away: there is nobody to answer, and nothing failed.
        }
        catch (BadHttpRequestException refused) when (context.GetHttpContext() is { Response.HasStarted: false } http)
        {
            await ServerLimits.AnswerAsync(http, refused);
        }
        catch (Exception fault)
        {
            var known = WrappedFault.Read(fault);
            Failed(log, context.FunctionDefinition.Name, context.InvocationId, known.Description);
            if (context.GetHttpContext() is not { } http)
                throw new QuietFault(known.Type);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
#pragma warning restore CA1031
    }

    private static async Task AnswerAsync(FunctionContext context)
    {
        if (context.GetHttpContext() is not { } http || context.GetInvocationResult() is not { Value: IResult answer } result)
            return;
        result.Value = Results.Empty;
        await answer.ExecuteAsync(http);
    }

    [LoggerMessage(1003, LogLevel.Error, "{Function} failed in {Invocation}: {Fault}")]
    private static partial void Failed(ILogger logger, string function, string invocation, string fault);
}

/// <summary>Stands for an exception whose message stays where it happened; its own message is that exception's type.</summary>
internal sealed class QuietFault(string type) : Exception(type);
