using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Calls the API as one person, or as an application that says for whom it acts.</summary>
/// <param name="http">Where the app is.</param>
/// <param name="token">A bearer token; null: none.</param>
/// <param name="actingPerson">Whom an application names; null: nobody.</param>
/// <param name="purpose">Why the national officer reads; null: not said.</param>
public sealed class ApiClient(HttpClient http, string? token, string? actingPerson = null, string? purpose = null)
{
    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

    /// <param name="key">The Idempotency-Key; null: a new one, empty: none.</param>
    public Task<Answer> PostAsync(string path, object? body = null, string? key = null, string? ifMatch = null, string? accept = null) =>
        SendAsync(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("N"), ifMatch, accept: accept);

    public Task<Answer> PutAsync(string path, object? body, string? ifMatch = null, string? ifNoneMatch = null) =>
        SendAsync(HttpMethod.Put, path, body, ifMatch: ifMatch, ifNoneMatch: ifNoneMatch);

    /// <param name="path">Below <c>/api/v1</c>, or a whole path that begins with a slash.</param>
    /// <param name="body">A text is sent as it is; anything else as JSON.</param>
    /// <param name="key">The Idempotency-Key; null or empty: none.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, object? body = null, string? key = null, string? ifMatch = null, string? ifNoneMatch = null,
        string? accept = null)
    {
        using HttpRequestMessage request = Request(method, path, body, key, ifMatch, ifNoneMatch, accept);
        using HttpResponseMessage response = await http.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    /// <summary>The request of such a call, to be changed before it is sent.</summary>
    public HttpRequestMessage Request(
        HttpMethod method, string path, object? body = null, string? key = null, string? ifMatch = null, string? ifNoneMatch = null,
        string? accept = null)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/api/v1/" + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(
                body as string ?? JsonSerializer.Serialize(body, body.GetType(), JsonBody.Options), Encoding.UTF8, "application/json");
        foreach ((string name, string? value) in new[]
        {
            ("Acting-Person", actingPerson), ("Purpose", purpose), ("Idempotency-Key", key), ("If-Match", ifMatch),
            ("If-None-Match", ifNoneMatch), ("Accept", accept),
        })
        {
            if (!string.IsNullOrEmpty(value))
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
