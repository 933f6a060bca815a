using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Ledger;

/// <summary>Nobody can make a case so large that she could not stop any more.</summary>
public sealed class CaseGrowthTests : IDisposable
{
    private readonly StoreFixture _f = new();

    public CaseGrowthTests() => _f.OpenCaseAsync().GetAwaiter().GetResult();

    public void Dispose() => _f.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task NoteAsync_WhenACaseIsReadWithoutPause_KeepsTheHeadSmall()
    {
        // Side by side, as clients do it; no pause in which a timer could find the mark old enough.
        for (int round = 0; round < 20; round++)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.CaseRead))));
        Assert.InRange((await _f.LoadAsync()).Head.Unchained.Count, 0, 120);
        await _f.VerifyAsync();
    }

    [Fact]
    public async Task WithdrawAsync_WhenAskedWithoutEnd_KeepsTheHeadSmallAndTheLatestStopInForce()
    {
        CaseHead head = (await _f.LoadAsync()).Head;
        for (int i = 0; i < 400; i++)
        {
            WithdrawalDocument stop = Some.Withdrawal("w" + i);
            Assert.Equal(CaseCommit.Committed, await _f.Commits.Stops.WithdrawAsync(
                stop with { Stop = stop.Stop with { At = Some.Noon.AddMinutes(i) } }, Some.Entry(LogAction.WithdrawalRecorded)));
        }

        head = (await _f.LoadAsync()).Head;
        Assert.InRange(head.Stops.Count, 2, 200);
        Assert.Equal(Some.Noon.AddMinutes(399), head.Stops.Max(stop => stop.At));
        Assert.Equal(Some.Noon, head.Stops.Min(stop => stop.At));
        Assert.True(LogChain.Verify((await _f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value.Chained, head.Log).IsIntact);
    }

    [Fact]
    public async Task StopAgainAsync_WhenOneWasSaidByAClockThatWasAhead_KeepsItsTimeAmongAllThatFollow()
    {
        WithdrawalDocument first = Some.Withdrawal("w1");
        await _f.Commits.Stops.WithdrawAsync(first, Some.Entry(LogAction.WithdrawalRecorded));
        DateTimeOffset ahead = Some.Noon.AddDays(60);
        await _f.Commits.Stops.StopAgainAsync(Some.Case, first.Stop with { At = ahead });
        for (int i = 0; i < 300; i++)
            await _f.Commits.Stops.StopAgainAsync(Some.Case, first.Stop with { At = Some.Noon.AddHours(2) });
        CaseHead head = (await _f.LoadAsync()).Head;
        Assert.InRange(head.Stops.Count, 3, 110);
        Assert.Equal(ahead, head.HighestTime);
        Assert.Equal(302, head.Stops[^1].Place);
    }

    [Fact]
    public async Task StopAgainAsync_WhenTheHeadCannotBeMadeSmaller_StandsAllTheSame()
    {
        WithdrawalDocument first = Some.Withdrawal("w1");
        await _f.Commits.Stops.WithdrawAsync(first, Some.Entry(LogAction.WithdrawalRecorded, id: "e-w1"));
        await _f.Store.CommitAsync(Partition.Case(Some.Case), [Operation.Delete(CaseIds.Unchained("e-w1"))]);
        for (int i = 0; i < 105; i++)
            Assert.NotNull(await _f.Commits.Stops.StopAgainAsync(Some.Case, first.Stop with { At = Some.Noon.AddHours(2 + i) }));
        Assert.Equal(Some.Noon.AddHours(106), (await _f.LoadAsync()).Head.HighestTime);
    }

    [Fact]
    public async Task StopAgainAsync_WhenItsEntryIsThereAlready_StandsWithoutAnother()
    {
        WithdrawalDocument first = Some.Withdrawal("w1");
        await _f.Commits.Stops.WithdrawAsync(first, Some.Entry(LogAction.WithdrawalRecorded));
        for (int i = 1; i <= 2; i++)
        {
            Assert.NotNull(
                await _f.Commits.Stops.StopAgainAsync(
                    Some.Case, first.Stop with { At = Some.Noon.AddSeconds(i) },
                    entry: Some.Entry(LogAction.WithdrawalRepeated, id: "again")));
            // Also once the first is in the chain.
            await _f.Commits.Ledger.ChainAsync(Some.Case);
        }

        Assert.Equal(Some.Noon.AddSeconds(2), (await _f.LoadAsync()).Head.Stops[^1].At);
        Assert.Single(
            (await _f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value.Chained, entry => entry.Action == LogAction.WithdrawalRepeated);
    }

    [Fact]
    public async Task EndReleaseAsync_WhenTheReleaseHasOutgrownItsDocument_FailsInsteadOfTryingForEver()
    {
        await _f.ReleaseAsync("r1");
        Release release = (await _f.LoadAsync("r1")).Release!.Value;
        var many = Enumerable.Range(0, 40_000).ToDictionary(i => "k" + i, _ => Some.Collection());
        CaseSnapshot snapshot = await _f.LoadAsync("r1");
        snapshot = snapshot with { Release = new Stored<Release>(release with { Collections = many }, snapshot.Release!.ETag) };
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _f.Commits.Releases.EndReleaseAsync(snapshot, ReleaseEnd.Expired, Some.Entry(LogAction.ReleaseClosed, "r1")));
    }

    [Fact]
    public async Task ChainWaitingEntries_WhenOneCaseIsDamaged_ChainsTheOthers()
    {
        string[] cases = [Some.Case, .. Enumerable.Range(2, 20).Select(i => "case-" + i)];
        foreach (string id in cases[1..])
            await _f.OpenCaseAsync(id);
        foreach (string id in cases)
            await _f.Commits.Ledger.NoteAsync(id, Some.Entry(LogAction.CaseRead, id: "x-" + id, caseId: id));
        await _f.Store.CommitAsync(Partition.Case(Some.Case), [Operation.Delete(CaseIds.Unchained("x-" + Some.Case))]);
        _f.Time.Advance(TimeSpan.FromMinutes(1));
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(_f.Store).AddSingleton(_f.Commits.Ledger)
            .AddSingleton<TimeProvider>(_f.Time).AddSingleton<DueWork>().AddSingleton(new Projector(_f.Store, _f.Time, _f.Signal))
                .BuildServiceProvider();
        StorageTimers timers = ActivatorUtilities.CreateInstance<StorageTimers>(services);
        await timers.ChainWaitingEntries(new TimerInfo(), default);
        foreach (string id in cases[1..])
            Assert.Empty((await _f.LoadAsync(caseId: id)).Head.Unchained);
    }
}
