using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Retention;

/// <summary>What becomes of cases that nobody confirms after the stop journal was lost.</summary>
public sealed class UnconfirmedErasureTests : IAsyncLifetime
{
    private static readonly TimeSpan Term = TimeSpan.FromDays(180);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public async Task InitializeAsync()
    {
        await _f.OpenCaseAsync();
        await _f.OpenCaseAsync("case-b");
        foreach (string id in new[] { Some.Case, "case-b" })
            Assert.Equal(
                CaseCommit.Committed,
                await _f.Commits.Erasures.SealAsync(
                    Some.Withdrawal("loss-" + id, caseId: id) with { WorkflowDue = _f.Now },
                    Some.Entry(LogAction.CaseSealed, caseId: id, id: "loss-" + id)));
        await LossAsync("loss-1");
        await _f.RunAsync();
    }

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task RunAsync_WhenTheTermPassed_ErasesWhatNobodyConfirmed()
    {
        await _f.Commits.Changes.UnsealAsync(
            (await _f.Commits.Ledger.ReadHeadAsync("case-b"))!, Some.Entry(LogAction.CaseConfirmed, caseId: "case-b", id: "confirmed"));
        await PassAsync(Term - Hour);
        Assert.NotNull(await KeyAsync(Some.Case));
        await PassAsync(Hour);
        Assert.Null(await KeyAsync(Some.Case));
        Assert.NotNull(await KeyAsync("case-b"));
        await _f.Commits.Ledger.ChainAsync(Some.Case);
        Assert.Contains(
            (await _f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value.Chained,
            entry => entry is { Action: LogAction.Disposed, Outcome: "unconfirmedCase" });
    }

    /// <summary>She is identified and confirms at the very moment at which the term runs out: one of the two happens, never both.</summary>
    [Fact]
    public async Task RunAsync_WhenTheCaseIsConfirmedMeanwhile_ErasesNothing()
    {
        Stored<CaseHead> asErasureSawIt = (await _f.Commits.Ledger.ReadHeadAsync(Some.Case))!;
        Assert.Equal(
            CaseCommit.Committed,
            await _f.Commits.Changes.UnsealAsync(
                (await _f.Commits.Ledger.ReadHeadAsync(Some.Case))!, Some.Entry(LogAction.CaseConfirmed, id: "confirmed")));
        Assert.Equal(CaseCommit.Moved, await _f.Commits.Changes.LapseAsync(asErasureSawIt, _f.Now));
        await PassAsync(Term);
        Assert.NotNull(await KeyAsync(Some.Case));
        Assert.Null(await KeyAsync("case-b"));
    }

    [Fact]
    public async Task RunAsync_WhenAClockWasFarAhead_ErasesNothing()
    {
        _f.Time.Step(TimeSpan.FromDays(3650));
        for (int i = 0; i < 24; i++)
            await PassAsync(Hour);
        Assert.NotNull(await KeyAsync(Some.Case));
        _f.Time.Step(TimeSpan.FromDays(-3650));
        await PassAsync(Hour);
        Assert.NotNull(await KeyAsync(Some.Case));
    }

    [Fact]
    public async Task RunAsync_WhenTheJournalIsLostAgain_CountsTheTermAnew()
    {
        await PassAsync(Term - Hour);
        await LossAsync("loss-2");
        await PassAsync(Hour);
        await PassAsync(Term - Hour);
        Assert.NotNull(await KeyAsync(Some.Case));
        await PassAsync(Hour);
        Assert.Null(await KeyAsync(Some.Case));
    }

    private async Task PassAsync(TimeSpan by)
    {
        _f.Time.Advance(by);
        await _f.RunAsync();
    }

    private async Task<object?> KeyAsync(string caseId) => (await _f.Commits.Ledger.ReadHeadAsync(caseId))!.Value.CaseKey;

    private async Task LossAsync(string id)
    {
        var loss = new JournalLoss(id, "reg/a", "reg/b", _f.Now, _f.Now);
        if (!(await _f.Store.CommitAsync(StoreGate.System, Operation.Create(JournalLoss.DocumentId, loss))).IsCommitted)
            Assert.True((await _f.Store.CommitAsync(StoreGate.System, Operation.Replace(JournalLoss.DocumentId, loss))).IsCommitted);
    }
}
