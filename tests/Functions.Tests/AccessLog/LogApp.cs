using DataSharing.Functions.Integrity;
using DataSharing.Functions.Projections;
using System.Net;
using System.Text.Json;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>The whole program in this process over HTTP, with the sample registry and a clock of its own.</summary>
internal sealed class LogApp : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly EmbeddedHost _host;

    private LogApp(EmbeddedHost host, TemporaryDirectory directory, ManualTime time)
    {
        (_host, _directory, Time) = (host, directory, time);
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        })
        { BaseAddress = new Uri(host.Urls[0]) };
    }

    public ManualTime Time { get; }

    public HttpClient Client { get; }

    /// <summary>What stands before the store, to let writes of the log fail.</summary>
    public ThrowingStore Store => (ThrowingStore)Get<IPartitionStore>();

    public IServiceProvider Services => _host.Services;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="documents">Another store than the directory's; whoever opened it closes it.</param>
    /// <param name="follows">False: the lists stand still until something catches up, as in Azure between two timer runs.</param>
    public static async Task<LogApp> StartAsync(IPartitionStore? documents = null, bool follows = true)
    {
        var time = new ManualTime();
        var directory = new TemporaryDirectory();
        EmbeddedHost host = await EmbeddedHost.StartAsync(new EmbeddedHostOptions
        {
            Data = directory.Root,
            Urls = "http://127.0.0.1:0",
            Development = true,
            Assemblies = [typeof(SurvivorHost).Assembly],
            Hosts = type => follows || type != typeof(StorageTimers),
            Settings = new Dictionary<string, string?> { [JournalPlace.Setting] = directory.Root },
            Configure = (builder, _) =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                Composition.AddApp(builder);
                SampleServices.Add(builder.Services);
                ServiceDescriptor inner = builder.Services.Last(service => service.ServiceType == typeof(IPartitionStore));
                builder.Services.Replace(ServiceDescriptor.Singleton<IPartitionStore>(provider =>
                    new ThrowingStore(documents ?? (IPartitionStore)inner.ImplementationFactory!(provider))));
                if (!follows)
                    builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(ProjectionService)));
            },
        });
        return new LogApp(host, directory, time);
    }

    /// <summary>Brings the lists up to what was committed.</summary>
    public Task CatchUpAsync() => Get<Projector>().CatchUpAsync();

    /// <summary>A bearer token of an agency's app, as a client gets it.</summary>
    public async Task<string> TokenAsync(string app)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = app,
        });
        using HttpResponseMessage answer = await Client.PostAsync(new Uri("/development/token", UriKind.Relative), form);
        return (await ReadAsync(answer)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Calls the API as the officer of a sample agency.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(
        string agency, string path, string? purpose = null, string person = "dpo")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path);
        request.Headers.Authorization = new("Bearer", await TokenAsync("app-" + agency));
        request.Headers.Add("Acting-Person", $"{agency}-{person}");
        if (purpose is not null)
            request.Headers.Add("Purpose", purpose);
        using HttpResponseMessage answer = await Client.SendAsync(request);
        return (answer.StatusCode, await ReadAsync(answer));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}

/// <summary>A store whose commits can be made to fail for one kind of partition.</summary>
internal sealed class ThrowingStore(IPartitionStore inner) : IPartitionStore
{
    /// <summary>Commits to which partitions fail; null: none.</summary>
    public Func<Partition, bool>? Fails { get; set; }

    public Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default) =>
        Fails?.Invoke(partition) == true
            ? throw new StoreUnavailableException("made to fail")
            : inner.CommitAsync(partition, operations, cancellation);

    public Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        inner.ReadAsync(partition, id, cancellation);

    public Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default) =>
        inner.ListAsync(partition, idPrefix, descending, limit, after, cancellation);

    public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) =>
        inner.ListDueAsync(container, before, limit, cancellation);

    public Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        inner.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);
}
