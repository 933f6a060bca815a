namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>The survivor's page as a browser without script uses it: pages and forms, nothing else.</summary>
public static class SurvivorBrowser
{
    public static Task<Answer> OpenAsync(this Api api, string query = "", Action<HttpRequestMessage>? change = null) =>
        api.SendAsync(null, HttpMethod.Get, "/w" + query, null, change);

    public static Task<Answer> SubmitAsync(this Api api, params (string Name, string Value)[] fields) => api.SendAsync(
        null, HttpMethod.Post, "/w", null,
        r => r.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Presses "stop everything" with the link's secret or the code.</summary>
    public static async Task<string> StopAsync(this Api api, string? secret = null, string? code = null) =>
        (await api.SubmitAsync(
            ("action", "stop"), ("secret", secret ?? ""), ("code", code ?? ""), ("l", "en"))).Must(200).Text;
}
