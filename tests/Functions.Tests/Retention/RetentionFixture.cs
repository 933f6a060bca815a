using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Links;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Retention;

/// <summary>The app's own services over real stores and a clock that is set; one case, and things that end in it.</summary>
internal sealed class RetentionFixture : IAsyncDisposable
{
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ServiceProvider _services;

    public RetentionFixture(Func<IPartitionStore, IPartitionStore>? wrap = null, Func<IBlobStore, IBlobStore>? wrapBlobs = null)
    {
        Stores = EmbeddedStores.Open(Files.Root, Time);
        Stores.Gate.OpenAsync().GetAwaiter().GetResult();
        Store = wrap?.Invoke(Stores.Documents) ?? Stores.Documents;
        IConfiguration settings = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(settings);
        services.AddLogging();
        services.AddDataSharing(settings);
        services.AddSingleton(Store);
        services.AddSingleton(wrapBlobs?.Invoke(Stores.Blobs) ?? Stores.Blobs);
        services.AddSingleton(Stores.Journal);
        services.AddSingleton<IKeyService>(new LocalKeyStore(Files.File("keys")));
        services.AddSingleton<RetentionTimer>();
        _services = services.BuildServiceProvider();
        Engine = new DurableEngine(Stores.Data, new DurableEngineOptions { CachedInstances = 0 }, Time, NullLoggerFactory.Instance);
        Engine.AddOrchestrator("Empty", typeof(object), _ => Task.FromResult<object?>(null));
        Engine.AddOrchestrator("Listen", typeof(object), async context => await context.WaitForExternalEvent<string>("end"));
        Engine.StartAsync(default).GetAwaiter().GetResult();
    }

    public static RetentionFixture Open() => new();

    public TemporaryDirectory Files { get; } = new();

    public ManualTime Time { get; } = new();

    public EmbeddedStores Stores { get; }

    public IPartitionStore Store { get; }

    public DurableEngine Engine { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public Commits Commits => new(_services);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task RunAsync() => Get<RetentionTimer>().RunAsync(Engine.Client);

    public async Task OpenCaseAsync(string caseId = Some.Case) =>
        await Commits.Ledger.OpenAsync(Some.Head(caseId), Some.Facts(caseId), Some.Entry(LogAction.CaseOpened, caseId: caseId));

    public RequestLife Request(string id, RequestState state, string? caseId = Some.Case) => new()
    {
        Request = new SharingRequest
        {
            Id = id,
            Sender = Some.Holder,
            Recipient = Some.Shelter,
            Pathway = "referral",
            Submitted = new Approval(Some.Holder, "p1", Now),
        },
        BodyDigest = "d",
        SubmittedAt = Now,
        CaseId = caseId,
        State = state,
    };

    public async Task PutAsync(RequestLife document)
    {
        var place = Partition.Request(document.Request.Id);
        if (!(await Store.CommitAsync(place, Operation.Create(RequestStore.DocumentId, document))).IsCommitted)
            await Store.CommitAsync(place, Operation.Replace(RequestStore.DocumentId, document));
    }

    /// <summary>A request with a live package, its ciphertext stored; readable for 30 days.</summary>
    public async Task<string> ReleaseAsync(string id, bool fetched = false)
    {
        string blob = BlobNames.NewPackage(id);
        await Stores.Blobs.CreateAsync(blob, System.Text.Encoding.ASCII.GetBytes("ciphertext-of-" + id));
        Release release = Some.Release(id) with
        {
            RequestId = id,
            ReleasedAt = Now,
            ExpiresAt = Now + Month,
            Blob = new BlobReference(blob, BlobDigest.Of(System.Text.Encoding.ASCII.GetBytes("ciphertext-of-" + id)), 14 + id.Length),
        };
        await PutAsync(Request(id, RequestState.Released) with { ReleasedAt = Now, ExpiresAt = Now + Month });
        Assert.Equal(
            CaseCommit.Committed,
            await Commits.Releases.ReleaseAsync(
                (await Commits.Ledger.LoadAsync(Some.Case))!, release, Some.Entry(LogAction.ReleaseCreated, id) with { At = Now }));
        if (fetched)
            await Commits.Releases.CollectAsync(
                (await Commits.Ledger.LoadAsync(Some.Case, id))!, "k-" + id, Some.Collection(),
                Some.Entry(LogAction.CollectionMade, id) with { At = Now });
        return blob;
    }

    public async Task<LinkDocument> LinkAsync(string id, DateTimeOffset? expires = null, string caseId = Some.Case)
    {
        var link = new LinkDocument(id, "secret-" + id, "code-" + id, LinkDelivery.Card, Now, "p1", expires);
        LinkDirectory directory = Get<LinkDirectory>();
        await directory.AddAsync(link.SecretFingerprint, new LinkTarget(caseId, id, expires), default);
        await directory.AddAsync(link.CodeFingerprint, new LinkTarget(caseId, id, expires), default);
        await Commits.Ledger.NoteAsync(
            caseId, Some.Entry(LogAction.LinkIssued, caseId: caseId), Operation.Create(LinkDocument.IdOf(id), link));
        return link;
    }

    public Task EndLinkAsync(LinkDocument link, string caseId = Some.Case) => Commits.Ledger.NoteAsync(
        caseId, Some.Entry(LogAction.LinkRevoked, caseId: caseId),
        Operation.Replace(LinkDocument.IdOf(link.Id), link with { EndedAt = Now }));

    public async Task<bool> HasLinkAsync(string id, string caseId = Some.Case) =>
        await Store.ReadAsync(Partition.Case(caseId), LinkDocument.IdOf(id)) is not null;

    public async Task<bool> PointsAsync(string fingerprint) =>
        await Store.ReadAsync(Partition.Link(fingerprint), LinkTarget.Id) is not null;

    public async Task<bool> HasRequestAsync(string id) =>
        await Store.ReadAsync(Partition.Request(id), RequestStore.DocumentId) is not null;

    public async Task<Release> FindReleaseAsync(string id) =>
        (await Store.ReadAsync<Release>(Partition.Case(Some.Case), CaseIds.Release(id)))!.Value;

    public async Task<IReadOnlyList<string>> BlobsAsync() => (await Stores.Blobs.ListAsync(null, DateTimeOffset.MaxValue, 1000)).Names;

    /// <summary>What the case's stream says was disposed of.</summary>
    public async Task<string[]> DisposedAsync(string caseId = Some.Case)
    {
        (_, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) = (await Commits.Ledger.ReadLogAsync(caseId))!.Value;
        return [.. chained.Concat(waiting).Where(entry => entry.Action == LogAction.Disposed)
            .Select(entry => $"{entry.Outcome}:{entry.Cause}")];
    }

    public async Task<string[]> DisposedOfAgencyAsync(string registration) =>
        [.. (await Get<AgencyLog>().ReadAsync(registration)).Where(entry => entry.Action == LogAction.Disposed)
            .Select(entry => $"{entry.Outcome}:{entry.Cause}").Distinct()];

    public long Count(Container container) =>
        Stores.Data.Read(session => session.Scalar<long>("SELECT count(*) FROM documents WHERE container=$1", (long)container));

    public long AgendaItems =>
        Stores.Data.Read(session => session.Scalar<long>("SELECT count(*) FROM documents WHERE id=$1", AgendaItem.DocumentId));

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync(default);
        await Engine.DisposeAsync();
        await _services.DisposeAsync();
        await Stores.DisposeAsync();
        Files.Dispose();
    }
}
