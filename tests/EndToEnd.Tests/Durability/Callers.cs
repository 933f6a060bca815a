using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>A caseworker of the holder and one of the recipient, calling one running program.</summary>
internal sealed class Callers
{
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _holder;
    private readonly AuthenticationHeaderValue _recipient;

    private Callers(HttpClient http, AuthenticationHeaderValue holder, AuthenticationHeaderValue recipient) =>
        (_http, _holder, _recipient) = (http, holder, recipient);

    public static async Task<Callers> SignInAsync(HttpClient http) =>
        new(http, await TokenAsync(http, "advocate-worker"), await TokenAsync(http, "shelter-worker"));

    public Task<Answer> HolderAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null) =>
        SendAsync(_holder, method, path, body, key);

    public Task<Answer> RecipientAsync(HttpMethod method, string path, JsonNode? body = null) =>
        SendAsync(_recipient, method, path, body, null);

    /// <summary>Completes once the whole answer has arrived: only then does anybody count on it.</summary>
    private async Task<Answer> SendAsync(AuthenticationHeaderValue token, HttpMethod method, string path, JsonNode? body, string? key)
    {
        using var request = new HttpRequestMessage(method, new Uri("api/v1/" + path, UriKind.Relative));
        request.Headers.Authorization = token;
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (method == HttpMethod.Put)
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return await Answer.OfAsync(answer);
    }

    private static async Task<AuthenticationHeaderValue> TokenAsync(HttpClient http, string principal)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = principal });
        using HttpResponseMessage answer = await http.PostAsync(new Uri("development/token", UriKind.Relative), form);
        using var token = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
    }
}
