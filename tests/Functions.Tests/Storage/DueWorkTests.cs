using DataSharing.Domain.AccessLog;
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
        await f.Commits.WithdrawAsync(Some.Withdrawal("w1") with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        Assert.Empty(await due.ListAsync());
        f.Time.Advance(DueWork.LeftBehindAfter + TimeSpan.FromMilliseconds(1));
        Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
        await due.ClearAsync(Partition.Case(Some.Case), CaseIds.Withdrawal("w1"));
        Assert.Empty(await due.ListAsync());
        await due.ClearAsync(Partition.Case("none"), "none");
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
        await f.Commits.WithdrawAsync(Some.Withdrawal("w1") with { WorkflowDue = f.Time.GetUtcNow() }, Some.Entry(LogAction.WithdrawalRecorded));
        Assert.Empty(await due.ListAsync());
        f.Time.Step(TimeSpan.FromMinutes(minutes));
        Assert.Equal("w1", Assert.Single(await due.ListAsync()).As<WithdrawalDocument>().Id);
        // Nor after a restart with the clock as it is now.
        Assert.Equal("w1", Assert.Single(await new DueWork(f.Store, f.Time).ListAsync()).As<WithdrawalDocument>().Id);
    }

    [Fact]
    public async Task ChainWaitingEntries_WhenACaseIsQuiet_LeavesNothingWaiting()
    {
        await using var f = new StoreFixture();
        using var projector = new Projector(f.Store, f.Time, f.Signal);
        foreach (string id in new[] { "quiet-1", "quiet-2" })
        {
            await f.OpenCaseAsync(id);
            await f.Commits.NoteAsync(id, Some.Entry(LogAction.RecordRead, caseId: id));
        }

        f.Time.Advance(TimeSpan.FromSeconds(6));
        await new StorageTimers(f.Store, f.Commits, projector, f.Time, NullLogger<StorageTimers>.Instance).ChainWaitingEntries(new TimerInfo(), CancellationToken.None);
        foreach (string id in new[] { "quiet-1", "quiet-2" })
            Assert.Empty((await f.LoadAsync(caseId: id)).Head.Unchained);
        await f.VerifyAsync("quiet-1");
    }
}
