using System.Text.Json.Serialization;

namespace DataSharing.Functions.Http;

/// <summary>Writes a problem as <c>application/problem+json</c> (RFC 9457), not to be cached.</summary>
public sealed class ProblemResult(Refusal problem) : IResult
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public int StatusCode => problem.Type.Status;
    public ProblemType Type => problem.Type;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = problem.Type.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Append("Link", $"<{problem.Type.Page}>; rel=\"help\"");
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Type.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = problem.Type == ProblemType.MissingToken ? "Bearer" : "Bearer error=\"invalid_token\"";
        var body = new Body(
            problem.Type.Uri, problem.Type.Title, problem.Type.Status, problem.Detail, problem.Pointer,
            problem.Errors.Count == 0 ? null : problem.Errors);
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, Json)).AsTask();
    }

    private sealed record Body(string Type, string Title, int Status, string Detail, string? Pointer, IReadOnlyList<ProblemItem>? Errors);
}
