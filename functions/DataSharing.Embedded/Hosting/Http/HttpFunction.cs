using DataSharing.Embedded.Hosting.Binding;
using DataSharing.Functions.Http;
using DataSharing.Functions.Telemetry;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting.Http;

/// <summary>Answers a request with a function. Nothing of the request or of a failure but ids and types reaches the log.</summary>
internal sealed class HttpFunction(string name, Invoker invoke, DurableTaskClient client, ILogger logger)
{
    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            var invocation = new Invocation(http.RequestServices, http.RequestAborted) { Http = http, Client = client };
            if (await invoke(invocation) is IResult result)
                await result.ExecuteAsync(http);
            else
                http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller went away: there is nobody to answer.
        }
        catch (NoSuchResourceException)
        {
            Answer(http, StatusCodes.Status404NotFound);
        }
        catch (BadHttpRequestException refused) when (!http.Response.HasStarted)
        {
            await ServerLimits.AnswerAsync(http, refused);
        }
#pragma warning disable CA1031 // The last place that may see the exception: the server's own log would print its message.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            HostLog.HttpFailed(logger, name, http.TraceIdentifier, Faults.Describe(failure));
            Answer(http, StatusCodes.Status500InternalServerError);
        }
    }

    private static void Answer(HttpContext http, int status)
    {
        if (http.Response.HasStarted)
        {
            // Part of an answer is out already; cutting the connection is the only way to say that it is not whole.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = status;
    }
}
