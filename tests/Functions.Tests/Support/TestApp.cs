using DataSharing.Domain.Policy;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Http;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Storage;
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
    private readonly IPartitionStore? _documents;
    private readonly Action<IServiceCollection>? _replace;
    private readonly bool _follows;
    private EmbeddedHost _host = null!;

    private TestApp(IPartitionStore? documents, Action<IServiceCollection>? replace, bool follows, ManualTime time) =>
        (_documents, _replace, _follows, Time) = (documents, replace, follows, time);

    public ManualTime Time { get; }

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _host.Services;

    public string DataPath => _host.DataPath;

    /// <summary>Stands between the app and its documents.</summary>
    public ScriptedStore Store { get; private set; } = null!;

    /// <summary>Stands between the app and its packages and records.</summary>
    public ScriptedBlobs Blobs { get; private set; } = null!;

    public PolicySet Policy => Get<PolicySet>();

    public DurableTaskClient Durable => Get<DurableEngine>().Client;

    /// <summary>A test writes or edits entries of the log itself; else whatever the app wrote has to have a form of the grammar.</summary>
    public bool EditsTheLog { get; set; }

    /// <summary>Everything that was logged.</summary>
    public CapturedLogs Log { get; } = new();

    /// <param name="documents">Other documents than the directory's; whoever opened them closes them.</param>
    /// <param name="replace">Puts other services in the place of the app's.</param>
    /// <param name="time">Null: a clock at eight in the morning of 1 June 2026.</param>
    /// <param name="follows">False: the lists stand still until something catches up, as in Azure between two timer runs.</param>
    public static async Task<TestApp> StartAsync(
        IPartitionStore? documents = null, Action<IServiceCollection>? replace = null, bool follows = true, ManualTime? time = null)
    {
        time ??= new ManualTime(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
        var app = new TestApp(documents, replace, follows, time);
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

    /// <summary>Calls in the name of a sample person, e.g. <c>shelter-worker</c> (see <see cref="SampleCountry"/>), or of nobody.</summary>
    public ApiClient As(string? person) => new(Http, person is null ? null : Token(person));

    public Task<Answer> SendAsync(
        string? person, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? accept = null) =>
        As(person).SendAsync(method, path, body, ifMatch: ifMatch, accept: accept);

    /// <summary>A call with any token; of an application it says for whom it acts. A POST has a fresh Idempotency-Key.</summary>
    public Task<Answer> SendAsync(
        string token, string? actingPerson, HttpMethod method, string path, object? body = null, string? ifMatch = null) =>
        new ApiClient(Http, token, actingPerson).SendAsync(
            method, path, body, method == HttpMethod.Post ? Guid.NewGuid().ToString("N") : null, ifMatch);

    public Task<Answer> GetAsync(string? person, string path) => As(person).GetAsync(path);

    /// <summary>A POST with a fresh Idempotency-Key unless one is given.</summary>
    public Task<Answer> PostAsync(string? person, string path, object? body = null, string? key = null, string? accept = null) =>
        As(person).PostAsync(path, body, key, accept: accept);

    public string Token(string person)
    {
        DevelopmentPrincipal principal = Get<IReadOnlyList<DevelopmentPrincipal>>().Single(one => one.Id == person);
        return Get<DevelopmentIssuer>().AccessToken(principal);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        try
        {
            if (!EditsTheLog)
                await LogConformity.RequireAsync(_documents ?? Get<OpenStore>().Documents);
        }
        finally
        {
            await _host.DisposeAsync();
            _directory.Dispose();
        }
    }

    private async Task OpenAsync()
    {
        _host = await EmbeddedHost.StartAsync(new EmbeddedHostOptions
        {
            Data = _directory.File("data"),
            Urls = "http://127.0.0.1:0",
            Development = true,
            Assemblies = [typeof(SurvivorHost).Assembly],
            Hosts = type => _follows || type != typeof(StorageTimers),
            Settings = new Dictionary<string, string?> { [JournalPlace.Setting] = _directory.File("journal") },
            Configure = (builder, _) =>
            {
                builder.Services.AddSingleton<TimeProvider>(Time);
                Composition.AddApp(builder);
                SampleServices.Add(builder.Services);
                ServiceDescriptor documents = builder.Services.Last(service => service.ServiceType == typeof(IPartitionStore));
                builder.Services.Replace(ServiceDescriptor.Singleton<IPartitionStore>(provider =>
                    Store = new ScriptedStore(_documents ?? (IPartitionStore)documents.ImplementationFactory!(provider))));
                ServiceDescriptor blobs = builder.Services.Last(service => service.ServiceType == typeof(IBlobStore));
                builder.Services.Replace(ServiceDescriptor.Singleton<IBlobStore>(provider =>
                    Blobs = new ScriptedBlobs((IBlobStore)blobs.ImplementationFactory!(provider))));
                if (!_follows)
                    builder.Services.Remove(
                        builder.Services.Single(service => service.ImplementationType == typeof(ProjectionService)));
                _replace?.Invoke(builder.Services);
                builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
            },
        });
        // Made now: a test scripts them before the app asks for them.
        _ = (Get<IPartitionStore>(), Get<IBlobStore>());
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = new Uri(_host.Urls[0]),
        };
    }
}
