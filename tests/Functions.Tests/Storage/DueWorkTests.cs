using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Storage;

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
        IReadOnlyList<FoundDocument> found = await due.ListAsync();
        Assert.Equal([false, true], found.Select(DueWork.IsChaining).Order());
        Assert.Equal("w1", found.Single(document => !DueWork.IsChaining(document)).As<WithdrawalDocument>().Id);
        await due.ClearAsync(Partition.Case(Some.Case), CaseIds.Withdrawal("w1"));
        await f.Commits.ChainAsync(Some.Case);
        Assert.Empty(await due.ListAsync());
        await due.ClearAsync(Partition.Case("none"), "none");
    }
}
