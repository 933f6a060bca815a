using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Support;

/// <summary>
/// The whole product in this process: real host, engine, stores and keys on a directory of its own, the sample registry, tokens
/// of the development issuer, and a clock that stands until it is moved.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Func<IPartitionStore, IPartitionStore>? _decorate;
    private readonly Action<IServiceCollection>? _replace;
    private readonly Func<Type, bool>? _hosts;
    private EmbeddedHost _host = null!;

    private TestApp(Func<IPartitionStore, IPartitionStore>? decorate, Action<IServiceCollection>? replace, Func<Type, bool>? hosts) =>
        (_decorate, _replace, _hosts) = (decorate, replace, hosts);

    public JumpingTime Time { get; } = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _host.Services;

    public string DataPath => _host.DataPath;

    public IPartitionStore Store => Get<IPartitionStore>();

    public PolicySet Policy => Get<PolicySet>();

    public DurableTaskClient Durable => Get<DurableEngine>().Client;

    /// <summary>Everything that was logged.</summary>
    internal Logs Log { get; } = new();

    /// <param name="decorate">Puts something between the app and its store, to act or fail at one step.</param>
    /// <param name="replace">Puts other services in the place of the app's.</param>
    /// <param name="hosts">Which classes' functions run; null: all.</param>
    public static async Task<TestApp> StartAsync(
        Func<IPartitionStore, IPartitionStore>? decorate = null, Action<IServiceCollection>? replace = null, Func<Type, bool>? hosts = null)
    {
        var app = new TestApp(decorate, replace, hosts);
        await app.OpenAsync();
        return app;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops the host and starts it again over the same directory.</summary>
    public async Task RestartAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>A call in the name of a sample person, e.g. <c>shelter-worker</c>; see <see cref="SampleCountry"/>.</summary>
    public async Task<Answer> SendAsync(
        string person, HttpMethod method, string path, object? body = null, string? idempotencyKey = null, string? ifMatch = null,
        string? accept = null)
    {
        using HttpRequestMessage request = Request(person, method, path, body, idempotencyKey, ifMatch, accept);
        return await SendAsync(request);
    }

    /// <summary>A call with any token; of an application it says for whom it acts. A POST has a fresh Idempotency-Key.</summary>
    public async Task<Answer> SendAsync(
        string token, string? actingPerson, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using HttpRequestMessage request = Request(
            null, method, path, body, method == HttpMethod.Post ? Guid.NewGuid().ToString("N") : null, ifMatch);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (actingPerson is not null)
            request.Headers.Add("Acting-Person", actingPerson);
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Http.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase),
            response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.Tag, await response.Content.ReadAsByteArrayAsync());
    }

    public HttpRequestMessage Request(
        string? person, HttpMethod method, string path, object? body = null, string? idempotencyKey = null, string? ifMatch = null,
        string? accept = null)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/api/v1/" + path);
        if (person is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(person));
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonNodeOf(body), Encoding.UTF8, "application/json");
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    public Task<Answer> GetAsync(string person, string path) => SendAsync(person, HttpMethod.Get, path);

    /// <summary>A POST with a fresh Idempotency-Key unless one is given.</summary>
    public Task<Answer> PostAsync(string person, string path, object? body = null, string? key = null, string? accept = null) =>
        SendAsync(person, HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("N"), accept: accept);

    public string Token(string person)
    {
        DevelopmentPrincipal principal = Get<IReadOnlyList<DevelopmentPrincipal>>().Single(one => one.Id == person);
        return Get<DevelopmentIssuer>().AccessToken(principal);
    }

    /// <summary>
    /// Repeats a look until it shows what is waited for; the engine works meanwhile. Fails after two minutes, so that a busy
    /// machine fails nothing.
    /// </summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        T last = await look();
        while (!wanted(last))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"still {last}");
            await Task.Yield();
            last = await look();
        }

        return last;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        try
        {
            await LogConformity.RequireAsync(Get<OpenStore>().Documents);
        }
        finally
        {
            await _host.DisposeAsync();
            _directory.Dispose();
        }
    }

    private async Task OpenAsync()
    {
        var options = new EmbeddedHostOptions
        {
            Data = _directory.File("data"),
            Urls = "http://127.0.0.1:0",
            Development = true,
            Assemblies = [typeof(SurvivorHost).Assembly],
            Hosts = type => _hosts?.Invoke(type) ?? true,
            Settings = new Dictionary<string, string?> { [JournalPlace.Setting] = _directory.File("journal") },
            Configure = (builder, _) =>
            {
                builder.Services.AddSingleton<TimeProvider>(Time);
                Composition.AddApp(builder);
                SampleServices.Add(builder.Services);
                if (_decorate is not null)
                {
                    ServiceDescriptor inner = builder.Services.Last(service => service.ServiceType == typeof(IPartitionStore));
                    builder.Services.Replace(
                        ServiceDescriptor.Singleton(provider => _decorate((IPartitionStore)inner.ImplementationFactory!(provider))));
                }

                _replace?.Invoke(builder.Services);
                builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
            },
        };
        _host = await EmbeddedHost.StartAsync(options);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_host.Urls[0]) };
    }

    private static string JsonNodeOf(object body) =>
        body is JsonNode node ? node.ToJsonString() : System.Text.Json.JsonSerializer.Serialize(body, Web);

    private static readonly System.Text.Json.JsonSerializerOptions Web = new(System.Text.Json.JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string? MediaType, string? ETag, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>The last part of a problem's type.</summary>
    public string Problem => ((string)Json["type"]!)[(((string)Json["type"]!).LastIndexOf(':') + 1)..];

    public string? Pointer => (string?)Json["pointer"];

    public override string ToString() => $"{Status} {Text}";
}
