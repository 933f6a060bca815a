using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Ledger;

/// <summary>What the commits of a case must do on every store.</summary>
public abstract class CaseCommitsContract : IDisposable
{
    private readonly StoreFixture _f;

    private protected CaseCommitsContract(StoreFixture fixture)
    {
        _f = fixture;
        _f.OpenCaseAsync().GetAwaiter().GetResult();
    }

    private protected StoreFixture Fixture => _f;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _f.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task ReleaseAsync_WhenNothingChanged_CommitsReleaseAndEntry()
    {
        Assert.Equal(CaseCommit.Committed, await _f.ReleaseAsync("r1"));
        Assert.Equal(CaseCommit.Committed, await _f.CollectAsync("r1", "k1"));
        Assert.Equal(CaseCommit.Committed, await _f.CollectAsync("r1", "k2"));
        Assert.Equal(2, (await _f.LoadAsync("r1")).Release!.Value.Collections.Count);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task ReleaseAsync_WhenRepeated_IsAlreadyDone()
    {
        CaseSnapshot basis = await _f.LoadAsync();
        Assert.Equal(
            CaseCommit.Committed,
            await _f.Commits.Releases.ReleaseAsync(basis, Some.Release("r1"), Some.Entry(LogAction.ReleaseCreated, "r1")));
        Assert.Equal(
            CaseCommit.AlreadyDone,
            await _f.Commits.Releases.ReleaseAsync(basis, Some.Release("r1"), Some.Entry(LogAction.ReleaseCreated, "r1")));
        Assert.Equal(CaseCommit.AlreadyDone, await _f.ReleaseAsync("r1"));
        await _f.VerifyAsync();
    }

    public static TheoryData<string> Changes => ["withdrawal", "consent", "facts", "participants", "record", "close"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task ReleaseAsync_WhenTheCaseChangedSinceItWasRead_IsMoved(string change)
    {
        CaseSnapshot basis = await _f.LoadAsync();
        Assert.Equal(CaseCommit.Committed, change switch
        {
            "withdrawal" => await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded)),
            "consent" => await _f.Commits.Consents.ChangeConsentAsync(
                basis, Some.Consent("c2"), null, Some.Entry(LogAction.ConsentRecorded)),
            "facts" => await _f.Commits.Changes.ChangeFactsAsync(Some.Case, Some.Facts(), null, Some.Entry(LogAction.RecordWritten)),
            "participants" => await _f.Commits.Changes.ChangeParticipantsAsync(
                basis.Head, basis.HeadETag, [new Participant(Some.Shelter, "p9")], Some.Entry(LogAction.ParticipantsChanged)),
            "record" => await _f.Commits.Changes.ChangeRecordAsync(
                Some.Case, new RecordDocument("d1", 1, ["id.name"], new BlobReference("b", BlobDigest.Of([1]), 1), Some.Noon, "p1"), null,
                Some.Entry(LogAction.RecordWritten)),
            _ => await _f.Commits.Changes.CloseAsync(Some.Case, Some.Entry(LogAction.CaseClosed)),
        });
        Assert.Equal(
            CaseCommit.Moved,
            await _f.Commits.Releases.ReleaseAsync(basis, Some.Release("r1"), Some.Entry(LogAction.ReleaseCreated, "r1")));
        Assert.Null((await _f.LoadAsync("r1")).Release);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task ReleaseAsync_WhenAStopCoversIt_Throws()
    {
        await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1", "c1"), Some.Entry(LogAction.WithdrawalRecorded));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _f.ReleaseAsync("r1"));
    }

    [Fact]
    public async Task WithdrawAsync_WhenRepeated_StopsOnce()
    {
        LogEntry entry = Some.Entry(LogAction.WithdrawalRecorded);
        Assert.Equal(CaseCommit.Committed, await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), entry));
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        Assert.Equal(CaseCommit.AlreadyDone, await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), entry));
        Assert.Single((await _f.LoadAsync()).Head.Stops);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task WithdrawAsync_WhenThereIsNoSuchCase_IsNotFound() => Assert.Equal(
        CaseCommit.NotFound,
        await _f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal("w1", caseId: "none"), Some.Entry(LogAction.WithdrawalRecorded, caseId: "none")));

    [Fact]
    public async Task EnforceAsync_WhenSomeWereFetched_ListsThemAndDestroysEveryCoveredKey()
    {
        for (int i = 0; i < 40; i++)
            await _f.ReleaseAsync("r" + i);
        await _f.Commits.Releases.ReleaseAsync(
            await _f.LoadAsync(), Some.Release("other", "c2"), Some.Entry(LogAction.ReleaseCreated, "other"));
        await _f.CollectAsync("r3", "k1");
        await _f.CollectAsync("r4", "k2");
        await _f.Commits.Releases.AbortAsync(Some.Case, "r4", "k2", Some.Entry(LogAction.Aborted, "r4"));
        await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1", "c1"), Some.Entry(LogAction.WithdrawalRecorded));
        for (int twice = 0; twice < 2; twice++)
        {
            WithdrawalDocument enforced = (await _f.Commits.Stopped.EnforceAsync(
                Some.Case, "w1", r => Some.Entry(LogAction.ReleaseStopped, r.Id)))!;
            HolderOfCopies holder = Assert.Single(enforced.Holders);
            Assert.Equal((Some.Shelter, "r3"), (holder.Registration.Value, Assert.Single(holder.Releases).Value));
            Assert.Equal((WithdrawalState.Enforced, true), (enforced.State, enforced.Journaled));
        }

        Assert.True((await _f.LoadAsync("other")).Release!.Value.IsOpen);
        Assert.Null((await _f.LoadAsync("r7")).Release!.Value.Envelope);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task CutAsync_WhenRepeatedAfterChaining_IsOneEntry()
    {
        await _f.ReleaseAsync("r1");
        await _f.CollectAsync("r1", "k1");
        LogEntry cut = Some.Entry(LogAction.CollectionCut, "r1");
        Assert.Equal(CaseCommit.Committed, await _f.Commits.Releases.CutAsync(Some.Case, "r1", "k1", cut));
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        Assert.Equal(CaseCommit.AlreadyDone, await _f.Commits.Releases.CutAsync(Some.Case, "r1", "k1", cut));
        Assert.Equal(CollectionOutcome.Cut, (await _f.LoadAsync("r1")).Release!.Value.Collections["k1"].Outcome);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task ChainAsync_WhenManyEntriesWait_ChainsAllInOrder()
    {
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"read-{i}")];
        foreach (string id in ids)
            await _f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.RecordRead, id: id));
        await _f.VerifyAsync();
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        (_, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) = (await _f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value;
        Assert.Empty(waiting);
        Assert.Equal(ids, chained.Where(entry => entry.Action == LogAction.RecordRead).Select(entry => entry.Id));
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task EraseAsync_WhenRepeated_TheKeyIsGoneOnce()
    {
        LogEntry entry = Some.Entry(LogAction.Disposed);
        Assert.Equal(CaseCommit.Committed, await _f.Commits.Erasures.EraseAsync(Some.Case, entry));
        Assert.Equal(CaseCommit.AlreadyDone, await _f.Commits.Erasures.EraseAsync(Some.Case, entry));
        Assert.Null((await _f.LoadAsync()).Head.CaseKey);
        await _f.VerifyAsync();
    }
}

public sealed class CaseCommitsTests : CaseCommitsContract
{
    private readonly StoreFixture _f;

    public CaseCommitsTests()
        : base(new StoreFixture()) => _f = Fixture;

    [Fact]
    public async Task EraseAsync_WhenRepeated_TheKeyIsGoneFromEveryFile()
    {
        await _f.OpenCaseAsync("case-e");
        byte[] needle = System.Text.Encoding.ASCII.GetBytes("\"caseKey\":{\"keyId\":\"k/1\"");
        Assert.True(_f.Directory.Holds(needle));
        LogEntry entry = Some.Entry(LogAction.Disposed, caseId: "case-e");
        Assert.Equal(CaseCommit.Committed, await _f.Commits.Erasures.EraseAsync("case-e", entry));
        Assert.Equal(CaseCommit.Committed, await _f.Commits.Erasures.EraseAsync(Some.Case, Some.Entry(LogAction.Disposed)));
        Assert.Equal(CaseCommit.AlreadyDone, await _f.Commits.Erasures.EraseAsync("case-e", entry));
        Assert.Null((await _f.LoadAsync(caseId: "case-e")).Head.CaseKey);
        Assert.True(await _f.Stores.Truncation.RunAsync());
        Assert.False(_f.Directory.Holds(needle));
    }

    /// <summary>
    /// Somebody noted something after the caller looked at the clock: nothing of the caller's head may be written without its
    /// entry.
    /// </summary>
    [Fact]
    public async Task AdvanceAsync_WhenALaterEntryWaits_WritesNothingOfTheCallersHeadBeforeItsEntry()
    {
        await _f.Commits.Erasures.SealAsync(Some.Withdrawal("seal-1"), Some.Entry(LogAction.CaseSealed, id: "e-seal"));
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        await _f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.RecordRead, id: "e-later") with { At = Some.Noon.AddHours(5) });
        LogEntry confirmed = Some.Entry(LogAction.CaseConfirmed, id: "e-confirmed") with { At = Some.Noon.AddHours(2) };
        CaseCommit first = await _f.Commits.Changes.UnsealAsync((await _f.Commits.Ledger.ReadHeadAsync(Some.Case))!, confirmed);
        Assert.Equal(CaseCommit.Moved, first);
        Assert.NotNull((await _f.LoadAsync()).Head.SealedAt);
        Assert.Equal(
            CaseCommit.Committed, await _f.Commits.Changes.UnsealAsync((await _f.Commits.Ledger.ReadHeadAsync(Some.Case))!, confirmed));
        Assert.Null((await _f.LoadAsync()).Head.SealedAt);
        Assert.Contains((await _f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value.Chained, entry => entry.Id == "e-confirmed");
    }
}
