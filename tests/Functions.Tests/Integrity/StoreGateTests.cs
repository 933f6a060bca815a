using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Integrity;

public sealed class StoreGateTests
{
    [Fact]
    public async Task Store_BeforeTheJournalIsReplayed_ServesNothing()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        var gate = new StoreGate(f.Store, f.Stores.Journal, f.Time);
        var here = Partition.Case(Some.Case);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.Store.ReadAsync(here, CaseHead.DocumentId));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.Store.CommitAsync(here, Operation.Delete("x")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.Store.ListAsync(here, "log-"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.Store.ListDueAsync(Container.Cases, Some.Noon));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.Store.ReadChangesAsync(Container.Cases, null));
        Assert.Equal(0, await gate.OpenAsync());
        Assert.NotNull(await gate.Store.ReadAsync(here, CaseHead.DocumentId));
    }

    [Fact]
    public async Task OpenAsync_WhenTheDatabaseIsOlderThanTheJournal_AppliesWhatItForgot()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        await f.OpenCaseAsync("case-e");
        await f.ReleaseAsync("r1");
        await f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w0", "c9"), Some.Entry(LogAction.WithdrawalRecorded));
        using var backup = new TemporaryDirectory();
        await f.Stores.Truncation.RunAsync();
        File.Copy(f.Directory.File("data.db"), backup.File("data.db"));
        await f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1", "c1", "s1"), Some.Entry(LogAction.WithdrawalRecorded));
        await f.Commits.Erasures.EraseAsync("case-e", Some.Entry(LogAction.Disposed, id: "erase-1", caseId: "case-e"));
        await f.OpenCaseAsync("case-younger");
        await f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal("w2", caseId: "case-younger"), Some.Entry(LogAction.WithdrawalRecorded, caseId: "case-younger"));
        File.Copy(f.Directory.File("stop-journal"), backup.File("stop-journal"));

        await using (var restored = EmbeddedStores.Open(backup.Root, f.Time))
        {
            StoreGate gate = restored.Gate;
            await Assert.ThrowsAsync<StoreUnavailableException>(() => restored.Documents.ReadAsync(
                Partition.Case(Some.Case), CaseHead.DocumentId));
            Assert.Equal(2, await gate.OpenAsync());
            var commits = new Commits(gate.Store, restored.Journal, f.Time, f.Signal);
            CaseSnapshot now = (await commits.Ledger.LoadAsync(Some.Case, "r1"))!;
            Assert.Equal(["w0", "w1"], now.Head.Stops.Select(stop => stop.Id));
            Assert.Contains(now.Head.Stops, now.Release!.Value.IsCoveredBy);
            Assert.NotNull(await gate.Store.ReadAsync<WithdrawalDocument>(Partition.Case(Some.Case), CaseIds.Withdrawal("w1")));
            Assert.Null((await commits.Ledger.ReadHeadAsync("case-e"))!.Value.CaseKey);
            Assert.Equal(0, await new StoreGate(restored.Documents, restored.Journal, f.Time).OpenAsync());
        }
    }

    [Fact]
    public async Task OpenAsync_WhenTheDatabaseForgotThatAStopWasSaidAgain_SaysItAgainOnce()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        WithdrawalDocument first = Some.Withdrawal("w1");
        await f.Commits.Stops.WithdrawAsync(first, Some.Entry(LogAction.WithdrawalRecorded));
        using var backup = new TemporaryDirectory();
        await f.Stores.Truncation.RunAsync();
        File.Copy(f.Directory.File("data.db"), backup.File("data.db"));
        DateTimeOffset again = Some.Noon.AddDays(2);
        Assert.NotNull(await f.Commits.Stops.StopAgainAsync(Some.Case, first.Stop with { Place = 0, At = again }));
        Assert.Equal(2, (await f.Stores.Journal.ReadAsync()).Entries.Select(entry => entry.Id).Distinct().Count());
        File.Copy(f.Directory.File("stop-journal"), backup.File("stop-journal"));

        await using var restored = EmbeddedStores.Open(backup.Root, f.Time);
        Assert.Equal(1, await restored.Gate.OpenAsync());
        var commits = new Commits(restored.Gate.Store, restored.Journal, f.Time, f.Signal);
        // Paper from in between is older than the last stop.
        Assert.Equal([first.Stop.At, again], (await commits.Ledger.ReadHeadAsync(Some.Case))!.Value.Stops.Select(stop => stop.At));
        (_, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) = (await commits.Ledger.ReadLogAsync(Some.Case))!.Value;
        Assert.Equal(
            (again, "w1"),
            Assert.Single(
                chained.Concat(waiting).Where(entry => entry.Action == LogAction.WithdrawalRepeated)
                    .Select(entry => (entry.At, entry.Cause))));
        await restored.Gate.Store.CommitAsync(Partition.System("gate"), [Operation.Delete("journal")]);
        Assert.Equal(0, await new StoreGate(restored.Gate.Store, restored.Journal, f.Time).OpenAsync());
        Assert.Equal(2, (await commits.Ledger.ReadHeadAsync(Some.Case))!.Value.Stops.Count);
    }

    [Fact]
    public async Task OpenAsync_WhenNotEvenTheFirstStopIsThere_StopsByTheOneThatWasSaidAgain()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        await f.Stores.Journal.AppendAsync(StopEntries.Again(Some.Case, Some.Withdrawal("w1").Stop, null));
        Assert.Equal(1, await new StoreGate(f.Store, f.Stores.Journal, f.Time).OpenAsync());
        Stop stop = Assert.Single((await f.LoadAsync()).Head.Stops);
        Assert.True(stop.Everything && stop.ByPerson);
        Assert.Equal(Some.Withdrawal("w1").Stop.At, stop.At);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AcceptLossAsync_WhenALineIsDamaged_AppliesThoseBeforeAndBehindIt(bool isSecondTry)
    {
        await using var f = new StoreFixture();
        string[] cases = ["case-a", "case-b", "case-c"];
        foreach (string id in cases)
            await f.OpenCaseAsync(id);
        using var backup = new TemporaryDirectory();
        await f.Stores.Truncation.RunAsync();
        File.Copy(f.Directory.File("data.db"), backup.File("data.db"));
        foreach (string id in cases)
            await f.Commits.Erasures.EraseAsync(id, Some.Entry(LogAction.Disposed, id: "erase-" + id, caseId: id));
        string[] lines = await File.ReadAllLinesAsync(f.Directory.File("stop-journal"));
        await File.WriteAllLinesAsync(
            backup.File("stop-journal"), [.. lines.Select(line => line.Replace("\"case-b\"", "\"case-x\"", StringComparison.Ordinal))]);

        await using var restored = EmbeddedStores.Open(backup.Root, f.Time);
        if (isSecondTry)
            await Assert.ThrowsAsync<StoreUnavailableException>(
                () => new StoreGate(
                    restored.OpenDocuments, new NotPutAside(restored.Journal), f.Time).AcceptLossAsync(Manager("p1"), Manager("p2")));
        Assert.Equal(new AcceptedLoss(3, 1), await restored.Gate.AcceptLossAsync(Manager("p1"), Manager("p2")));
        await restored.Gate.OpenAsync();
        var commits = new Commits(restored.Gate.Store, restored.Journal, f.Time, f.Signal);
        CaseHead[] heads = await Task.WhenAll(cases.Select(async id => (await commits.Ledger.ReadHeadAsync(id))!.Value));
        Assert.Equal([true, false, true], heads.Select(head => head.CaseKey is null));
        Assert.All(heads, head => Assert.NotNull(head.SealedAt));

        static LogActor Manager(string person) => new("Registry.Manage", "reg-manager", person);
    }

    [Fact]
    public async Task OpenAsync_WhenSomebodyElseHadRevoked_BringsBackWhoAndDoesNotSayThatSheDid()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        using var backup = new TemporaryDirectory();
        await f.Stores.Truncation.RunAsync();
        File.Copy(f.Directory.File("data.db"), backup.File("data.db"));
        WithdrawalDocument revocation = Some.Withdrawal("w1", "c1");
        revocation = revocation with { Stop = revocation.Stop with { ByPerson = false }, Channel = "court" };
        await f.Commits.Stops.WithdrawAsync(revocation, Some.Entry(LogAction.ConsentRevoked));
        File.Copy(f.Directory.File("stop-journal"), backup.File("stop-journal"));
        await using var restored = EmbeddedStores.Open(backup.Root, f.Time);
        Assert.Equal(1, await restored.Gate.OpenAsync());
        var commits = new Commits(restored.Gate.Store, restored.Journal, f.Time, f.Signal);
        Assert.False(Assert.Single((await commits.Ledger.ReadHeadAsync(Some.Case))!.Value.Stops).ByPerson);
        LogEntry entry = (await commits.Ledger.ReadLogAsync(Some.Case))!.Value.Waiting.Single(e => e.Cause == "w1");
        Assert.Equal((LogAction.ConsentRevoked, "court", "p1"), (entry.Action, entry.Outcome, entry.Actor.Person?.Value));
        Assert.Equal(
            "court",
            (await restored.Gate.Store.ReadAsync<WithdrawalDocument>(Partition.Case(Some.Case), CaseIds.Withdrawal("w1")))!.Value.Channel);
    }

    [Fact]
    public async Task OpenAsync_WhenTheJournalWasReplacedByAnEmptyOne_StaysClosed()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        await f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded));
        await new StoreGate(f.Store, f.Stores.Journal, f.Time).OpenAsync();
        await using var empty = new FileStopJournal(f.Directory.File("other-journal"));
        var gate = new StoreGate(f.Store, empty, f.Time);
        await Assert.ThrowsAsync<InvalidDataException>(gate.OpenAsync);
        Assert.False(gate.IsOpen);
    }

    [Fact]
    public async Task WithdrawAsync_WhenTheJournalCannotBeWritten_StopsAllTheSameAndJournalsLater()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        var journal = new FailingJournal(f.Stores.Journal);
        var commits = new Commits(f.Store, journal, f.Time, f.Signal);
        Assert.Equal(CaseCommit.Committed, await commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded)));
        Assert.Single((await f.LoadAsync()).Head.Stops);
        Assert.False((await commits.Stopped.EnforceAsync(Some.Case, "w1", r => Some.Entry(LogAction.ReleaseStopped, r.Id)))!.Journaled);
        journal.Fails = false;
        Assert.True((await commits.Stopped.EnforceAsync(Some.Case, "w1", r => Some.Entry(LogAction.ReleaseStopped, r.Id)))!.Journaled);
        Assert.Equal("w1", Assert.Single((await journal.ReadAsync()).Entries).Id);
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
        {
            journal.Fails = true;
            return commits.Erasures.EraseAsync(Some.Case, Some.Entry(LogAction.Disposed));
        });
        Assert.NotNull((await f.LoadAsync()).Head.CaseKey);
    }

    [Fact]
    public async Task WithdrawAsync_WhenTheJournalDoesNotAnswer_StopsAfterASecondAndJournalsLater()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        var journal = new SilentJournal(f.Stores.Journal);
        var commits = new Commits(f.Store, journal, f.Time, f.Signal);
        Task<CaseCommit> stop = commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded));
        Assert.False(stop.IsCompleted);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CaseCommit.Committed, await stop);
        Task<bool> later = commits.Stops.JournalAsync(Some.Case, "w1");
        await journal.Asked.Task;
        f.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await later);
        journal.Answers = true;
        Assert.True(await commits.Stops.JournalAsync(Some.Case, "w1"));
        Assert.True(await commits.Stops.JournalAsync(Some.Case, "w1"));
        Assert.Equal("w1", Assert.Single((await journal.ReadAsync()).Entries).Id);
    }

    private sealed class SilentJournal(IStopJournal inner) : IStopJournal
    {
        private int _calls;

        public bool Answers { get; set; }

        /// <summary>Completes with the second call.</summary>
        public TaskCompletionSource Asked { get; } = new();

        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
        {
            if (Answers)
                return inner.AppendAsync(entry, cancellation);
            var never = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            if (++_calls == 2)
                Asked.SetResult();
            return never;
        }

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            inner.ReadAsync(position, cancellation);
    }

    // Read, and then the disk is away.
    private sealed class NotPutAside(IStopJournal inner) : IStopJournal
    {
        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default) => inner.AppendAsync(entry, cancellation);

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            inner.ReadAsync(position, cancellation);

        public Task<SalvagedJournal> SalvageAsync(CancellationToken cancellation = default) => inner.SalvageAsync(cancellation);

        public Task BeginAnewAsync(CancellationToken cancellation = default) => Task.FromException(new StoreUnavailableException("away"));
    }

    private sealed class FailingJournal(IStopJournal inner) : IStopJournal
    {
        public bool Fails { get; set; } = true;

        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default) =>
            Fails ? Task.FromException(new StoreUnavailableException("disk full")) : inner.AppendAsync(entry, cancellation);

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            inner.ReadAsync(position, cancellation);
    }
}
