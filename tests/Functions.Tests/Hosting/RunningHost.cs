using DataSharing.Embedded.Development;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Hosting;

/// <summary>A host in this process, on a free port and a directory of its own, with the sample functions.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    public static readonly DevelopmentPrincipal Person = new(
        "staff-17", "Ada <of> Harbour Shelter", "harbour-shelter", "app-console", "tenant-1", ["Consent.Record", "Sharing.Submit"],
        PrincipalKind.Person);

    public static readonly DevelopmentPrincipal App = new(
        "principal-9", "Harbour case system", "harbour-shelter", "app-9", "tenant-1", ["Sharing.Submit"], PrincipalKind.App);

    private readonly TemporaryDirectory _directory;
    private readonly EmbeddedHost _host;

    private RunningHost(TemporaryDirectory directory, EmbeddedHost host, CapturedLogs logs)
    {
        (_directory, _host, Logs) = (directory, host, logs);
        Http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                Expect100ContinueTimeout = TimeSpan.FromMinutes(2),
            })
        { BaseAddress = new Uri(host.Urls[0]) };
    }

    public HttpClient Http { get; }

    public CapturedLogs Logs { get; }

    public string Url => _host.Urls[0];

    public string DataPath => _host.DataPath;

    public static async Task<RunningHost> StartAsync(
        Dictionary<string, string?>? settings = null, bool development = true, string? contentRoot = null, Type? functions = null)
    {
        (TemporaryDirectory? directory, CapturedLogs? logs) = (new TemporaryDirectory(), new CapturedLogs());
        var options = new EmbeddedHostOptions
        {
            Data = directory.File("data"),
            Urls = "http://127.0.0.1:0",
            Development = development,
            Assemblies = [typeof(SampleFunctions).Assembly],
            Hosts = type => type == (functions ?? typeof(SampleFunctions)),
            Settings = new Dictionary<string, string?>(settings ?? []) { [JournalPlace.Setting] = directory.File("data") },
            ContentRoot = contentRoot ?? AppContext.BaseDirectory,
            Configure = (builder, _) =>
            {
                builder.Services.AddSingleton(new Greeting("Good day"));
                builder.Services.AddSingleton<IReadOnlyList<DevelopmentPrincipal>>([Person, App]);
                builder.Logging.ClearProviders().AddProvider(logs);
            },
        };
        try
        {
            return new RunningHost(directory, await EmbeddedHost.StartAsync(options), logs);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? host = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Host = host;
        using HttpResponseMessage answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task<(int Status, string Body)> GetAsync(string path, string? host = null) => SendAsync(HttpMethod.Get, path, host: host);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }
}
