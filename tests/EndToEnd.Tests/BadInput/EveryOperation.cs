using System.Text.Json;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>Tries one thing on every operation of the served document and tells all that answered otherwise at once.</summary>
internal static class EveryOperation
{
    public static async Task AnswersAsync(
        RunningApp app, string problem, string? pointer, Func<Operation, bool> where, Func<Operation, Task<Answer>> attempt)
    {
        var failures = new List<string>();
        int tried = 0;
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(where))
        {
            tried++;
            Answer reply = await attempt(operation);
            string? named = reply.Problem is not null && reply.Element.TryGetProperty("pointer", out JsonElement at) ? at.GetString() : null;
            if (reply.Problem != problem || (pointer is not null && named != pointer))
                failures.Add($"{operation}: {(int)reply.Status} {reply.Problem} at {named}");
        }

        Assert.True(tried > 0, "no operation was tried");
        Assert.True(failures.Count == 0, $"expected {problem} at {pointer} from {tried} operations\n{string.Join('\n', failures)}");
    }

    /// <summary>The operation called with all that it demands, so that only what the test changes is at fault.</summary>
    public static Task<Answer> CallAsync(
        this Api api, Operation operation, object? body = null, Action<HttpRequestMessage>? change = null, Actor? actor = null,
        string query = "") =>
        api.SendAsync(
            actor ?? operation.Allowed, operation.Method, operation.Address() + query, body ?? (operation.HasBody ? "{}" : null), request =>
        {
            if (operation.NeedsKey)
                request.Headers.Add("Idempotency-Key", Api.NewKey());
            if (operation.NeedsIfMatch)
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            change?.Invoke(request);
        });
}
