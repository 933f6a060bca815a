using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Worker.Tests.Support;

/// <summary>Calls one app as people of the sample country.</summary>
public sealed class Api(Uri address, Uri issuer) : IDisposable
{
    private readonly ConcurrentDictionary<string, Task<string>> _tokens = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    })
    { BaseAddress = address };

    /// <param name="person">Null: without a token.</param>
    /// <param name="change">The request, before it is sent.</param>
    public async Task<Answer> SendAsync(
        string? person, HttpMethod method, string path, JsonNode? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (person is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.GetOrAdd(person, TokenAsync));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        change?.Invoke(request);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return await Answer.OfAsync(answer);
    }

    public Task<Answer> GetAsync(string? person, string path) => SendAsync(person, HttpMethod.Get, path);

    /// <param name="key">The Idempotency-Key; null: a new one.</param>
    public Task<Answer> PostAsync(string person, string path, JsonNode? body = null, string? key = null) =>
        SendAsync(
            person, HttpMethod.Post, path, body, request => request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString("N")));

    /// <summary>
    /// As <see cref="PostAsync"/>, repeated with the same key until an answer arrives that tells an outcome: its worker may be
    /// killed meanwhile.
    /// </summary>
    public async Task<Answer> PersistAsync(string person, string path, JsonNode? body = null)
    {
        string key = Guid.NewGuid().ToString("N");
        return await Wait.UntilAsync(
            () => TryAsync(() => PostAsync(person, path, body?.DeepClone(), key)), answer => answer.Status is > 0 and < 500);
    }

    /// <summary><see cref="Answer.None"/> stands for none.</summary>
    public static async Task<Answer> TryAsync(Func<Task<Answer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return Answer.None;
        }
    }

    public Task UntilReadyAsync() => Wait.UntilAsync(() => GetAsync(null, "ready"), ready => ready.Status == 200);

    public void Dispose() => _http.Dispose();

    private async Task<string> TokenAsync(string person)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = person,
        });
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(issuer, "/development/token"), form);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }
}
