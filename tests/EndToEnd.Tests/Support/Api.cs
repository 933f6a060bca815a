using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSharing.Functions.Http;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>Calls the API as somebody.</summary>
public sealed class Api(AppProcess app, Tokens tokens)
{
    public const string Root = "/api/v1";
    private readonly Dictionary<Actor, string> _issued = [];

    public Tokens Tokens => tokens;

    public string TokenOf(Actor actor)
    {
        lock (_issued)
            return _issued.TryGetValue(actor, out string? token) ? token : _issued[actor] = tokens.For(actor);
    }

    public Task<Answer> GetAsync(Actor actor, string path) => SendAsync(actor, HttpMethod.Get, path);

    /// <summary>A POST with a fresh Idempotency-Key, which operations that need none do not look at.</summary>
    public Task<Answer> PostAsync(Actor actor, string path, object? body = null) =>
        SendAsync(actor, HttpMethod.Post, path, body, r => r.Headers.Add("Idempotency-Key", NewKey()));

    public Task<Answer> PutAsync(Actor actor, string path, object body, string? etag) =>
        SendAsync(actor, HttpMethod.Put, path, body, r => r.Headers.TryAddWithoutValidation("If-Match", etag));

    public Task<Answer> SendAsync(
        Actor? actor, HttpMethod method, string path, object? body = null, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : Root + "/" + path);
        if (actor is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(actor));
        if (body is not null)
            request.Content = new ByteArrayContent(
                body as byte[]
                    ?? (body is string text ? Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(body, JsonBody.Options)))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        change?.Invoke(request);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (HttpResponseMessage response = await app.Client.SendAsync(request))
            return await Answer.OfAsync(response);
    }

    public static string NewKey() => "e2e-" + Guid.NewGuid().ToString("N");
}
