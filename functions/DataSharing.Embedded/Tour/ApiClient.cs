using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace DataSharing.Embedded.Tour;

/// <summary>An answer of the API. Its body may hold personal data: nothing of it is printed but codes and paths.</summary>
internal sealed record Answer(int Status, string? MediaType, string? ETag, string? Location, byte[] Body)
{
    private JsonNode? _json;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body as JSON; empty when it is none.</summary>
    public JsonNode Json => _json ??= MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal)
        ? JsonNode.Parse(Body) ?? new JsonObject()
        : new JsonObject();

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Status, and the problem's own name where there is one: <c>403 same-person</c>.</summary>
    public string Summary =>
        Json is JsonObject body && body["type"]?.GetValue<string>() is { } type && type.Contains(":problem:", StringComparison.Ordinal)
        ? Status + " " + type[(type.LastIndexOf(':') + 1)..]
        : Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A client like an agency's own: a token from the issuer, then plain HTTP. One for the whole tour.</summary>
/// <param name="address">Of the app.</param>
/// <param name="cancellation">Ends the tour.</param>
/// <param name="issuer">Of the issuer's host; null: the app's own.</param>
/// <param name="survivorHost">The name under which the survivor's pages are asked for; null: as everything else.</param>
/// <param name="observer">Sees every request and its answer on the way; null: nobody does.</param>
internal sealed class ApiClient(
    Uri address, CancellationToken cancellation, Uri? issuer = null, string? survivorHost = null, DelegatingHandler? observer = null)
    : IDisposable
{
    public const string Root = "/api/v1";
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(Through(observer))
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Uri Address { get; } = address;

    /// <summary>How many requests were sent.</summary>
    public int Requests { get; private set; }

    public Task<Answer> GetAsync(string person, string path, string? accept = null, string? purpose = null) =>
        SendAsync(person, HttpMethod.Get, path, null, request =>
        {
            if (accept is not null)
                request.Headers.Accept.ParseAdd(accept);
            if (purpose is not null)
                request.Headers.Add("Purpose", purpose);
        });

    /// <summary>A POST with a new Idempotency-Key, which operations that create something need and others ignore.</summary>
    public Task<Answer> PostAsync(string person, string path, object? body = null, string? accept = null) =>
        SendAsync(person, HttpMethod.Post, path, body, request =>
        {
            request.Headers.Add("Idempotency-Key", "tour-" + Guid.NewGuid().ToString("N"));
            if (accept is not null)
                request.Headers.Accept.ParseAdd(accept);
        });

    /// <summary>A POST with the token of an agency's application, in which it says for which person it acts.</summary>
    public Task<Answer> PostByAppAsync(string app, string person, string path, object? body = null) =>
        SendAsync(app, HttpMethod.Post, path, body, request =>
        {
            request.Headers.Add("Idempotency-Key", "tour-" + Guid.NewGuid().ToString("N"));
            request.Headers.Add("Acting-Person", person);
        });

    /// <summary>A PUT that creates (without an ETag) or replaces exactly what was read.</summary>
    public Task<Answer> PutAsync(string person, string path, object body, string? etag = null) =>
        SendAsync(person, HttpMethod.Put, path, body, request =>
        {
            if (etag is null)
                request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
            else
                request.Headers.IfMatch.Add(new EntityTagHeaderValue(etag));
        });

    /// <summary>What a browser sends from the survivor's page: no token, no cookie, no script.</summary>
    public async Task<Answer> SubmitFormAsync(string path, IReadOnlyDictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Host = survivorHost;
        return await SendAsync(request);
    }

    public async Task<Answer> OpenPageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = survivorHost;
        return await SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(string person, HttpMethod method, string path, object? body, Action<HttpRequestMessage> complete)
    {
        using var request = new HttpRequestMessage(method, Root + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(person));
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body, Web), Encoding.UTF8, "application/json");
        complete(request);
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        Requests++;
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.Tag,
            response.Headers.Location?.OriginalString, await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    private static HttpMessageHandler Through(DelegatingHandler? observer)
    {
        var wire = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        if (observer is null)
            return wire;
        observer.InnerHandler = wire;
        return observer;
    }

    private async Task<string> TokenAsync(string person)
    {
        if (_tokens.TryGetValue(person, out string? known))
            return known;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = person,
        });
        using HttpResponseMessage response = await _http.PostAsync(
            new Uri(issuer ?? Address, Development.DevelopmentIssuer.Path + "/token"), form, cancellation);
        var answer = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return _tokens[person] = answer?["access_token"]?.GetValue<string>()
            ?? throw new TourException($"a token for {person}", $"the issuer answered {(int)response.StatusCode}");
    }
}

/// <summary>The tour cannot go on from here. Holds codes only.</summary>
internal sealed class TourException(string expected, string actual) : Exception($"expected {expected}, but was {actual}")
{
    public string Expected { get; } = expected;

    public string Actual { get; } = actual;
}
