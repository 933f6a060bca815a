using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Storage;

public sealed class DueWorkTests
{
    [Fact]
    public async Task ListAsync_WhenAMarkIsLeftBehind_FindsItUntilItIsCleared()
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        var due = new DueWork(f.Store, f.Time);
        await f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal("w1") with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        Assert.Empty(await due.ListAsync());
        f.Time.Advance(DueWork.LeftBehindAfter + TimeSpan.FromMilliseconds(1));
        Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
        await f.Commits.Ledger.FollowUpAsync(
            Some.Case, Operation.Patch(CaseIds.Withdrawal("w1"), PatchStep.Set<DateTimeOffset?>("/workflowDue", null)));
        Assert.Empty(await due.ListAsync());
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1440)]
    [InlineData(-60 * 1440)]
    public async Task ListAsync_WhenTheClockWasSetBack_DoesNotLeaveAMarkUntilItComesRound(int minutes)
    {
        await using var f = new StoreFixture();
        await f.OpenCaseAsync();
        var due = new DueWork(f.Store, f.Time);
        Assert.Empty(await due.ListAsync());
        await f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal("w1") with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        Assert.Empty(await due.ListAsync());
        f.Time.Step(TimeSpan.FromMinutes(minutes));
        Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
        // Nor after a restart with the clock as it is now.
        Assert.Equal("w1", Assert.Single(await new DueWork(f.Store, f.Time).ListAsync()).As<WithdrawalDocument>().Id);
    }

    [Fact]
    public async Task ListAsync_WhenWhatWasFoundAheadCouldNotBeStarted_FindsItAgainUntilItIsCleared()
    {
        await using var f = new StoreFixture();
        await MarkAheadAsync(f, "w1");
        var due = new DueWork(f.Store, f.Time);
        for (int pass = 0; pass < 3; pass++)
        {
            Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
            f.Time.Advance(TimeSpan.FromSeconds(15));
        }

        await f.Commits.Ledger.FollowUpAsync(
            Some.Case, Operation.Patch(CaseIds.Withdrawal("w1"), PatchStep.Set<DateTimeOffset?>("/workflowDue", null)));
        Assert.Empty(await due.ListAsync());
    }

    [Fact]
    public async Task ListAsync_WhenAStepBackWentUnseen_FindsWhatLiesAheadAfterAFewMinutes()
    {
        await using var f = new StoreFixture();
        var due = new DueWork(f.Store, f.Time);
        Assert.Empty(await due.ListAsync());
        // Ahead and back between two looks.
        await MarkAheadAsync(f, "w1");
        f.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Empty(await due.ListAsync());
        f.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
    }

    [Fact]
    public async Task ListAsync_WhenYoungMarksFillAPage_FindsThoseAhead()
    {
        await using var f = new StoreFixture();
        await MarkAheadAsync(f, "w-ahead");
        for (int i = 0; i < 7; i++)
            await f.Commits.Stops.WithdrawAsync(
                Some.Withdrawal("w-young-" + i) with { WorkflowDue = f.Time.GetUtcNow() },
                Some.Entry(LogAction.WithdrawalRecorded, "young-" + i));
        IReadOnlyList<FoundDocument> found = await new DueWork(f.Store, f.Time).ListAsync(
            "test", Container.Cases, DueWork.LeftBehindAfter, 3, default);
        Assert.Equal("w-ahead", Assert.Single(found, one => !DueWork.IsChaining(one)).As<WithdrawalDocument>().Id);
    }

    [Fact]
    public async Task ListAsync_WhenOneHasLookedAhead_LetsAnotherFindIt()
    {
        await using var f = new StoreFixture();
        var due = new DueWork(f.Store, f.Time);
        Assert.Empty(await due.ListAsync("one", Container.Cases, DueWork.LeftBehindAfter, 10, default));
        Assert.Empty(await due.ListAsync("other", Container.Cases, DueWork.LeftBehindAfter, 10, default));
        await f.OpenCaseAsync();
        await f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal("w1") with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        f.Time.Step(TimeSpan.FromDays(-1));
        foreach (string by in new[] { "one", "other" })
            Assert.Contains(
                await due.ListAsync(by, Container.Cases, DueWork.LeftBehindAfter, 10, default), one => one.Id == CaseIds.Withdrawal("w1"));
    }

    /// <summary>The timer's class is made anew for each run: what was found before must not be looked for each time.</summary>
    [Fact]
    public async Task ChainWaitingEntries_WhenNothingLiesAhead_DoesNotLookAheadAtEachRun()
    {
        var looks = new List<DateTimeOffset>();
        await using var f = new StoreFixture(inner => new ScriptedStore(inner) { Due = (container, before) => looks.Add(before) });
        using var projector = new Projector(f.Store, f.Time, f.Signal);
        var due = new DueWork(f.Store, f.Time);
        for (int run = 0; run < 12; run++)
        {
            await new StorageTimers(
                due, f.Commits.Ledger, projector, NullLogger<StorageTimers>.Instance).ChainWaitingEntries(new TimerInfo(),
                CancellationToken.None);
            f.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(12, looks.Count(before => before < f.Time.GetUtcNow()));
        Assert.Single(looks, before => before > f.Time.GetUtcNow());
    }

    private static async Task MarkAheadAsync(StoreFixture f, string id)
    {
        f.Time.Step(TimeSpan.FromDays(1));
        await f.OpenCaseAsync();
        await f.Commits.Ledger.ChainAsync(Some.Case);
        await f.Commits.Stops.WithdrawAsync(
            Some.Withdrawal(id) with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        f.Time.Step(TimeSpan.FromDays(-1));
    }

    [Fact]
    public async Task ChainWaitingEntries_WhenACaseIsQuiet_LeavesNothingWaiting()
    {
        await using var f = new StoreFixture();
        using var projector = new Projector(f.Store, f.Time, f.Signal);
        foreach (string id in new[] { "quiet-1", "quiet-2" })
        {
            await f.OpenCaseAsync(id);
            await f.Commits.Ledger.NoteAsync(id, Some.Entry(LogAction.RecordRead, caseId: id));
        }

        f.Time.Advance(TimeSpan.FromSeconds(6));
        await new StorageTimers(
            new DueWork(f.Store, f.Time), f.Commits.Ledger, projector,
            NullLogger<StorageTimers>.Instance).ChainWaitingEntries(new TimerInfo(), CancellationToken.None);
        foreach (string id in new[] { "quiet-1", "quiet-2" })
            Assert.Empty((await f.LoadAsync(caseId: id)).Head.Unchained);
        await f.VerifyAsync("quiet-1");
    }
}
