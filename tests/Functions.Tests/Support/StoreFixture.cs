using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Stores in a directory of their own, and what the tests ask of them again and again.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    /// <param name="documents">Another store for the documents than that of the directory; whoever opened it closes it.</param>
    public StoreFixture(Func<IPartitionStore, IPartitionStore>? wrap = null, IPartitionStore? documents = null)
    {
        Stores = EmbeddedStores.Open(Directory.Root, Time);
        Stores.Gate.OpenAsync().GetAwaiter().GetResult();
        Documents = documents ?? Stores.Documents;
        Store = wrap?.Invoke(Documents) ?? Documents;
        Commits = new Commits(Store, Stores.Journal, Time, Signal);
    }

    public TemporaryDirectory Directory { get; } = new();

    public ManualTime Time { get; } = new();

    public CommitSignal Signal { get; } = new();

    public EmbeddedStores Stores { get; }

    /// <summary>The store without what a test wrapped around it.</summary>
    public IPartitionStore Documents { get; }

    public IPartitionStore Store { get; }

    public Commits Commits { get; }

    public async Task OpenCaseAsync(string caseId = Some.Case)
    {
        Assert.Equal(
            CaseCommit.Committed,
            await Commits.Ledger.OpenAsync(Some.Head(caseId), Some.Facts(caseId), Some.Entry(LogAction.CaseOpened, caseId: caseId)));
        await ConsentAsync(caseId);
    }

    public async Task ConsentAsync(string caseId = Some.Case) =>
        Assert.Equal(CaseCommit.Committed, await Commits.Consents.ChangeConsentAsync(
        await LoadAsync(caseId: caseId), Some.Consent(caseId: caseId), null, Some.Entry(LogAction.ConsentRecorded, caseId: caseId)));

    public async Task<CaseSnapshot> LoadAsync(string? release = null, string caseId = Some.Case) =>
        (await Commits.Ledger.LoadAsync(caseId, release))!;

    public async Task<CaseCommit> ReleaseAsync(string id) =>
        await Commits.Releases.ReleaseAsync(await LoadAsync(), Some.Release(id), Some.Entry(LogAction.ReleaseCreated, id));

    public async Task<CaseCommit> CollectAsync(string release, string collection) =>
        await Commits.Releases.CollectAsync(
            await LoadAsync(release), collection, Some.Collection(), Some.Entry(LogAction.CollectionMade, release));

    /// <summary>Repeats a commit as long as another one was first; then it is done, or was before.</summary>
    public static async Task DoneAsync(Func<Task<CaseCommit>> commit)
    {
        CaseCommit result = await Wait.UntilAsync(commit, one => one != CaseCommit.Moved);
        Assert.Contains(result, new[] { CaseCommit.Committed, CaseCommit.AlreadyDone });
    }

    /// <summary>Reads the case as it is on disk and requires that log and documents tell the same story.</summary>
    public async Task VerifyAsync(string caseId = Some.Case)
    {
        var commits = new Commits(Documents, Stores.Journal, Time, Signal);
        (LogHead head, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) =
            (await commits.Ledger.ReadLogAsync(caseId))!.Value;
        LogVerification verified = LogChain.Verify(chained, head);
        Assert.True(verified.IsIntact, verified.ToString());
        LogEntry[] all = [.. chained, .. waiting];
        Assert.Equal(all.Length, all.Select(entry => entry.Id).Distinct().Count());

        var releases = new List<Release>();
        await foreach (Listed<Release> release in Documents.ListAllAsync<Release>(
            Partition.Case(caseId), CaseIds.ReleasePrefix))
            releases.Add(release.Value);
        RequestId[] Of(string action) => [.. all.Where(entry => entry.Action == action).Select(entry => entry.Release!).Order()];
        Assert.Equal(releases.Select(r => r.Id).Order(), Of(LogAction.ReleaseCreated));
        Assert.Equal(releases.SelectMany(r => r.Collections.Select(_ => r.Id)).Order(), Of(LogAction.CollectionMade));
        Assert.Equal(releases.Where(r => r.State == ReleaseState.Stopped).Select(r => r.Id).Order(), Of(LogAction.ReleaseStopped));
        Assert.All(releases, release => Assert.Equal(release.IsOpen, release.Envelope is not null));

        CaseHead now = (await commits.Ledger.ReadHeadAsync(caseId))!.Value;
        Assert.Equal(now.Stops.Count, all.Count(entry => entry.Action == LogAction.WithdrawalRecorded));
        foreach (Stop stop in now.Stops)
            Assert.NotNull(await Documents.ReadAsync(Partition.Case(caseId), CaseIds.Withdrawal(stop.Id)));
        Assert.Equal(now.Unchained.Count > 0, now.WorkflowDue is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        Directory.Dispose();
    }
}
