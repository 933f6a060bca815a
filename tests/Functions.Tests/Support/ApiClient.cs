using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Calls the API as one person.</summary>
public sealed class ApiClient(HttpClient http, AuthenticationHeaderValue? token)
{
    private const string Root = "/api/v1";

    public Task<ApiAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

    /// <param name="key">The Idempotency-Key; left out a new one, empty none.</param>
    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? key = null, string? ifMatch = null) =>
        SendAsync(HttpMethod.Post, path, body, ifMatch, null, key ?? Guid.NewGuid().ToString("N"));

    public Task<ApiAnswer> PutAsync(string path, object? body, string? ifMatch = null, string? ifNoneMatch = null) =>
        SendAsync(HttpMethod.Put, path, body, ifMatch, ifNoneMatch);

    /// <param name="path">Below <c>/api/v1</c>, or a whole path that begins with it.</param>
    /// <param name="body">A text is sent as it is; anything else as JSON.</param>
    /// <param name="ifMatch">An ETag without quotes.</param>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, object? body = null, string? ifMatch = null, string? ifNoneMatch = null, string? key = null,
        string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith(Root, StringComparison.Ordinal) ? path : Root + path);
        request.Headers.Authorization = token;
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (!string.IsNullOrEmpty(key))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
            request.Content = new StringContent(
                body as string ?? JsonSerializer.Serialize(body, JsonBody.Options), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }
}

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? ETag => Headers.GetValueOrDefault("ETag")?.Trim('"');

    public string? Location => Headers.GetValueOrDefault("Location");

    /// <summary>The problem's slug, such as <c>not-found</c>; null when the answer is no problem.</summary>
    public string? Problem =>
        Headers.GetValueOrDefault("Content-Type") == "application/problem+json"
            ? Json.GetProperty("type").GetString()!["urn:datasharing:problem:".Length..]
            : null;

    /// <summary>The member at fault.</summary>
    public string? Pointer => Json.TryGetProperty("pointer", out JsonElement pointer) ? pointer.GetString() : null;

    /// <summary>Every member at fault.</summary>
    public IReadOnlyList<string> Pointers => Json.TryGetProperty("errors", out JsonElement errors)
        ? [.. errors.EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)]
        : Pointer is { } one ? [one] : [];

    // Answers leave absent members out; everything else is as strict as for bodies.
    private static readonly JsonSerializerOptions Options = new(JsonBody.Options) { RespectRequiredConstructorParameters = false };

    public T Read<T>() => JsonSerializer.Deserialize<T>(Text, Options)!;

    /// <summary>The answer itself, after checking its status; a failure shows what was answered.</summary>
    public ApiAnswer Expect(int status)
    {
        Assert.True(status == Status, $"expected {status}, got {Status}: {Text}");
        return this;
    }
}
