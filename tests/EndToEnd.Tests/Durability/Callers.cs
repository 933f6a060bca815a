using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>What was answered, whole.</summary>
internal sealed record Heard(int Status, string Body)
{
    public string Text(string member) => JsonNode.Parse(Body)![member]!.GetValue<string>();

    /// <summary>The answer itself when its status is one of these; any other is a fault of the program.</summary>
    public Heard Expect(params int[] statuses) => statuses.Contains(Status)
        ? this
        : throw new UnexpectedAnswerException($"answered {Status} where {string.Join(" or ", statuses)} was right: {Body}");
}

/// <summary>The program answered something it must not.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);

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

    public Task<Heard> HolderAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null) =>
        SendAsync(_holder, method, path, body, key);

    public Task<Heard> RecipientAsync(HttpMethod method, string path, JsonNode? body = null) =>
        SendAsync(_recipient, method, path, body, null);

    /// <summary>Completes once the whole answer has arrived: only then does anybody count on it.</summary>
    private async Task<Heard> SendAsync(AuthenticationHeaderValue token, HttpMethod method, string path, JsonNode? body, string? key)
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
        return new Heard((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
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
