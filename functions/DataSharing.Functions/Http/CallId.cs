using System.Diagnostics;

namespace DataSharing.Functions.Http;

/// <summary>
/// What a caller tells the operator, who finds the request by it in log and traces: the trace id of <c>traceparent</c> where one was sent,
/// else that of this server's own trace, else a new one. 32 hexadecimal digits; every answer of the API has it. Source: W3C Trace
/// Context, section 3.2.
/// </summary>
public static class CallId
{
    /// <summary>The header of the answer.</summary>
    public const string Header = "Request-Id";

    private const string Traceparent = "traceparent";

    /// <summary>Tells it in the answer. Pages of the survivor have none: their answers do not differ in a single byte.</summary>
    public static void Tell(HttpContext http) => http.Response.Headers[Header] = Of(http);

    /// <summary>The same for the whole of a request.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Items.TryGetValue(Header, out object? known))
            return (string)known!;
        string id = Read(http.Request.Headers[Traceparent].ToString())
            ?? (Activity.Current is { IdFormat: ActivityIdFormat.W3C } trace ? trace.TraceId : ActivityTraceId.CreateRandom())
                .ToHexString();
        http.Items[Header] = id;
        return id;
    }

    // Nothing but the digits is taken over: what else a caller writes there must not reach a log.
    private static string? Read(string text) =>
        ActivityContext.TryParse(text, null, out ActivityContext context) ? context.TraceId.ToHexString() : null;
}
