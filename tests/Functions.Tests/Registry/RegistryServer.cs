using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Samples;
using DataSharing.Functions.Http;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Tests.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Registry;

/// <summary>The product on a free port with the sample country, and calls to it with real tokens.</summary>
public sealed class RegistryServer : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedHost _host = null!;
    private HttpClient _client = null!;

    public IServiceProvider Services => _host.Services;

    public async Task InitializeAsync()
    {
        EmbeddedHostOptions options = Serve.Options(
            new CommandLine(Data: _directory.Root, Urls: "http://127.0.0.1:0", Development: true), SampleServices.Add);
        _host = await EmbeddedHost.StartAsync(options with
        {
            Settings = new Dictionary<string, string?> { [JournalPlace.Setting] = _directory.Root },
            Configure = (builder, data) =>
            {
                options.Configure(builder, data);
                builder.Services.TryAddSingleton<IKeyService>(_ => new LocalKeyStore(data.FileNamed("keys")));
            },
        });
        _client = new HttpClient { BaseAddress = new Uri(_host.Urls[0]) };
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _directory.Dispose();
    }

    /// <summary>A token of the development issuer; the principal is an app, or a person as signed in.</summary>
    public async Task<string> TokenAsync(string principal)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = principal });
        using HttpResponseMessage answer = await _client.PostAsync("/development/token", form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
    }

    /// <summary>Calls as a person; with null, without a token.</summary>
    public async Task<Answer> CallAsync(
        string? person, string method, string path, object? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (person is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(person));
        if (body is not null)
            request.Content = new StringContent(
                body as string ?? JsonSerializer.Serialize(body, body.GetType(), JsonBody.Options),
                new MediaTypeHeaderValue("application/json"));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return new Answer(
            (int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer.Headers.ETag?.Tag,
            answer.Headers.Location?.OriginalString);
    }
}

public sealed record Answer(int Status, JsonNode? Body, string? ETag, string? Location)
{
    public string Problem => Body!["type"]!.GetValue<string>()["urn:datasharing:problem:".Length..];

    public string Text(string member) => Body![member]!.ToString();

    internal void AssertProblem(ProblemType type)
    {
        Assert.True(Body?["type"] is not null, $"{Status}: no problem");
        Assert.Equal((type.Slug, type.Status), (Problem, Status));
    }
}
