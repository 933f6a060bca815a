using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Projections;

public sealed class ProjectorTests() : ProjectorContract(new StoreFixture());

/// <summary>The lists that are made from the log, on every store.</summary>
public abstract class ProjectorContract : IDisposable
{
    private readonly StoreFixture _f;
    private readonly Projector _projector;
    private readonly IndexReader _index;

    private protected ProjectorContract(StoreFixture fixture)
    {
        _f = fixture;
        _projector = new Projector(_f.Store, _f.Time, _f.Signal);
        _index = new IndexReader(_f.Store);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _projector.Dispose();
        _f.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private Task<CaseCommit> NoteAsync(int i) =>
        _f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(i % 2 == 0 ? LogAction.RecordRead : LogAction.ConsentRead, id: $"n{i:D3}") with
        {
            At = Some.Noon.AddSeconds(i),
            Actor = new LogActor("Log.Review", Some.Holder, "p" + (i % 5)),
        });

    [Fact]
    public async Task CatchUpAsync_WhenEntriesAreChainedLater_ShowsEachOnce()
    {
        await _f.OpenCaseAsync();
        await NoteAsync(1);
        await _projector.CatchUpAsync();
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        await _projector.CatchUpAsync();
        IndexPage<LogEntry> page = await _index.ReadLogAsync(Some.Holder, new LogFilter(), 10);
        Assert.Equal(3, page.Rows.Count);
        Assert.Single(page.Rows, entry => entry.Id == "n001");
    }

    [Fact]
    public async Task ReadLogAsync_WhenFilteredAndPaged_FindsExactlyTheMatchesNewestFirst()
    {
        await _f.OpenCaseAsync();
        for (int i = 0; i < 120; i++)
            await NoteAsync(i);
        await _projector.CatchUpAsync();
        var filter = new LogFilter("p3", LogAction.RecordRead, Some.Case, Some.Noon.AddSeconds(10), Some.Noon.AddSeconds(100));
        var found = new List<string>();
        string? after = null;
        do
        {
            IndexPage<LogEntry> page = await _index.ReadLogAsync(Some.Holder, filter, 2, after);
            found.AddRange(page.Rows.Select(entry => entry.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(10, 90).Where(i => i % 2 == 0 && i % 5 == 3).Reverse().Select(i => $"n{i:D3}"), found);
    }

    [Fact]
    public async Task ReadRequestsAsync_WhenAReleaseWasMade_ListsItForHolderAndRecipientOnce()
    {
        await _f.OpenCaseAsync();
        await _f.ReleaseAsync("r1");
        await _f.CollectAsync("r1", "k1");
        await _projector.CatchUpAsync();
        foreach (string registration in new[] { Some.Holder, Some.Shelter })
            Assert.Equal("q-r1", Assert.Single((await _index.ReadRequestsAsync(registration, 10)).Rows).Request);
        Assert.Equal(
            [LogAction.CollectionMade, LogAction.ReleaseCreated],
            (await _index.ReadLogAsync(Some.Shelter, new LogFilter(), 10)).Rows.Select(entry => entry.Action).Order());
        Assert.Equal(4, (await _index.ReadLogAsync(IndexPlaces.National, new LogFilter(), 10)).Rows.Count);
    }

    [Fact]
    public async Task AsOf_WhenCaughtUp_IsNotLaterThanWhatIsIn()
    {
        Assert.Equal(DateTimeOffset.MinValue, (await _index.ReadRequestsAsync(Some.Holder, 1)).AsOf);
        await _f.OpenCaseAsync();
        _f.Time.Advance(TimeSpan.FromMinutes(1));
        await _projector.CatchUpAsync();
        Assert.Equal(_f.Time.GetUtcNow(), (await _index.ReadRequestsAsync(Some.Holder, 1)).AsOf);
    }

    [Fact]
    public async Task CatchUpAsync_WhenAnotherInstanceTakesAPageFirst_GoesOnToTheEnd()
    {
        await AppendAsync(600);
        int refused = 0;
        var store = new ScriptedStore(_f.Store)
        {
            Answer = commit => Task.FromResult(
                commit.Partition == Projector.Positions && refused++ < 2
                    ? CommitResult.Rejected(CommitOutcome.PreconditionFailed, 0)
                    : null),
        };
        using var overtaken = new Projector(store, _f.Time, _f.Signal);
        await overtaken.CatchUpAsync();
        Assert.Equal(600, await ListedAsync());
    }

    [Fact]
    public async Task TryCatchUpAsync_WhenFarBehind_GivesUpAndSaysSo()
    {
        await AppendAsync(3000);
        Assert.False(await _projector.TryCatchUpAsync());
        Assert.True(await _projector.TryCatchUpAsync());
        Assert.Equal(3000, await ListedAsync());
    }

    private Task AppendAsync(int entries)
    {
        var log = new AgencyLog(_f.Store, _f.Signal);
        return Task.WhenAll(Enumerable.Range(0, entries).Select(i => log.AppendAsync(Some.Shelter, new LogEntry
        {
            Id = "a" + i,
            Stream = LogStream.OfAgency(Some.Shelter),
            At = Some.Noon.AddSeconds(i),
            Action = LogAction.DecisionQueried,
            Actor = new LogActor("system"),
        })));
    }

    private async Task<int> ListedAsync()
    {
        int rows = 0;
        await foreach (Listed<LogRow> _ in _f.Store.ListAllAsync<LogRow>(IndexPlaces.Log(Some.Shelter), IndexPlaces.TimePrefix))
            rows++;
        return rows;
    }

    [Fact]
    public async Task RunAsync_WhenSomethingIsCommitted_FollowsWithoutBeingAsked()
    {
        using var stop = new CancellationTokenSource();
        Task running = _projector.RunAsync(stop.Token);
        await _f.OpenCaseAsync();
        await Wait.UntilAsync(() => _index.ReadLogAsync(Some.Holder, new LogFilter(), 10), page => page.Rows.Count >= 2);
        await stop.CancelAsync();
        await running;
    }
}
