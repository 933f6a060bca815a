namespace DataSharing.Functions.Http;

/// <summary>Answers of the API: JSON with the options of the bodies, never cached, ETag and Location where they belong.</summary>
public static class ApiResults
{
    public static IResult Ok<T>(T value, string? etag = null) => new JsonResult<T>(StatusCodes.Status200OK, value, etag, null, null);

    public static IResult Created<T>(string location, T value, string? etag = null) =>
        new JsonResult<T>(StatusCodes.Status201Created, value, etag, location, null);

    public static IResult Accepted<T>(string location, T value, int retryAfterSeconds = 1) =>
        new JsonResult<T>(StatusCodes.Status202Accepted, value, null, location, retryAfterSeconds);

    /// <summary>The result of an accepted request is at another address (RFC 9110, section 15.4.4).</summary>
    public static IResult SeeOther(string location) => new SeeOtherResult(location);

    public static IResult NoContent() => Results.NoContent();

    public static IResult Refused(Refusal refusal) => new ProblemResult(refusal);

    private sealed class JsonResult<T>(int status, T value, string? etag, string? location, int? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            if (etag is not null)
                response.Headers.ETag = "\"" + etag + "\"";
            if (location is not null)
                response.Headers.Location = location;
            if (retryAfter is { } seconds)
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, JsonBody.Options);
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body).AsTask();
        }
    }

    private sealed class SeeOtherResult(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
