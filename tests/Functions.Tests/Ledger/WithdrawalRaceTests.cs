using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Ledger;

[Trait("Speed", "Slow")]
public sealed class WithdrawalRaceTests : WithdrawalRaceContract
{
    private protected override StoreFixture Open() => new();
}

/// <summary>Releases, collections and readings against a withdrawal, which must win on every store.</summary>
public abstract class WithdrawalRaceContract
{
    protected virtual int Rounds => 250;

    /// <summary>More than so many must have been shared, and as many refused, else the test has raced nothing.</summary>
    protected virtual int RacedAtLeast => Rounds;

    /// <summary>Each how manieth order of steps is tried.</summary>
    protected virtual int Orders => 1;

    private protected abstract StoreFixture Open();

    /// <summary>Release and collection loops run against a withdrawal; whoever begins after its acknowledgement must fail.</summary>
    [Fact]
    public async Task WithdrawAsync_WhileReleasesAndCollectionsRun_NothingCommitsAfterTheAcknowledgement()
    {
        await using StoreFixture f = Open();
        int shared = 0, moved = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string caseId = "race-" + round;
            await f.OpenCaseAsync(caseId);
            bool acknowledged = false;
            int late = 0, before = shared;
            Task[] agencies = [.. Enumerable.Range(0, 3).Select(a => Task.Run(async () =>
            {
                for (int i = 0; i < 40; i++)
                {
                    bool after = Volatile.Read(ref acknowledged);
                    CaseCommit? result = await TryShareAsync(f, caseId, $"r{a}x{i}");
                    if (result == CaseCommit.Committed)
                        Interlocked.Increment(ref after ? ref late : ref shared);
                    else if (result == CaseCommit.Moved)
                        Interlocked.Increment(ref moved);
                }
            }))];
            while (Volatile.Read(ref shared) - before < round % 4 && !agencies.All(agency => agency.IsCompleted))
                await Task.Yield();
            Assert.Equal(CaseCommit.Committed, await f.Commits.Stops.WithdrawAsync(
                Some.Withdrawal("w" + round, caseId: caseId), Some.Entry(LogAction.WithdrawalRecorded, caseId: caseId)));
            Volatile.Write(ref acknowledged, true);
            await Task.WhenAll(agencies);
            Assert.Equal(0, late);
            await f.Commits.Stopped.EnforceAsync(caseId, "w" + round, r => Some.Entry(LogAction.ReleaseStopped, r.Id, caseId: caseId));
            await f.Commits.Ledger.ChainAsync(caseId);
            await f.VerifyAsync(caseId);
            await VerifyOrderAsync(f, caseId);
        }

        // Else the test would have raced nothing.
        Assert.True(shared > RacedAtLeast && moved > RacedAtLeast, $"{shared} shared, {moved} moved");
    }

    [Fact]
    public async Task CollectAsync_WhenBegunBeforeTheWithdrawalAndCommittedAfter_IsMoved()
    {
        await using StoreFixture f = Open();
        await f.OpenCaseAsync();
        await f.ReleaseAsync("r1");
        CaseSnapshot inFlight = await f.LoadAsync("r1");
        await f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded));
        Assert.Equal(
            CaseCommit.Moved, await f.Commits.Releases.CollectAsync(inFlight, "k1", Some.Collection(), Some.Entry(LogAction.CollectionMade, "r1")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => f.CollectAsync("r1", "k2"));
        await f.VerifyAsync();
    }

    /// <summary>Every order of the steps of one withdrawal, one release with collection, and one read, each atomic in itself.</summary>
    [Fact]
    public async Task Commits_InEveryOrderOfSteps_KeepThePromise()
    {
        await using StoreFixture f = Open();
        int order = 0;
        foreach (int[] schedule in Schedules().Where((_, i) => i % Orders == 0))
        {
            string caseId = "order-" + order++;
            await f.OpenCaseAsync(caseId);
            Queue<Func<Task>>[] actors = [Sharing(f, caseId), Withdrawing(f, caseId), Reading(f, caseId)];
            foreach (int actor in schedule)
                await actors[actor].Dequeue()();
            await f.Commits.Ledger.ChainAsync(caseId);
            await f.VerifyAsync(caseId);
            await VerifyOrderAsync(f, caseId);
        }

        Assert.Equal((168 + Orders - 1) / Orders, order);
    }

    // Null: the stop was seen in time.
    private static async Task<CaseCommit?> TryShareAsync(StoreFixture f, string caseId, string release)
    {
        CaseSnapshot basis = await f.LoadAsync(caseId: caseId);
        if (basis.Head.Stops.Count > 0)
            return null;
        CaseCommit released = await f.Commits.Releases.ReleaseAsync(
            basis, Some.Release(release), Some.Entry(LogAction.ReleaseCreated, release, caseId: caseId));
        if (released != CaseCommit.Committed)
            return released;
        basis = await f.LoadAsync(release, caseId);
        return basis.Head.Stops.Count > 0
            ? null
            : await f.Commits.Releases.CollectAsync(
                basis, "k" + release, Some.Collection(), Some.Entry(LogAction.CollectionMade, release, caseId: caseId));
    }

    private static Queue<Func<Task>> Sharing(StoreFixture f, string caseId)
    {
        CaseSnapshot? basis = null;
        bool released = false;
        return new Queue<Func<Task>>([
            async () => basis = await f.LoadAsync(caseId: caseId),
            async () => released = basis!.Head.Stops.Count == 0
                && await f.Commits.Releases.ReleaseAsync(
                    basis, Some.Release("r"), Some.Entry(LogAction.ReleaseCreated, "r", caseId: caseId)) == CaseCommit.Committed,
            async () => basis = await f.LoadAsync("r", caseId),
            async () =>
            {
                if (released && basis!.Head.Stops.Count == 0)
                    await f.Commits.Releases.CollectAsync(basis, "k", Some.Collection(), Some.Entry(LogAction.CollectionMade, "r", caseId: caseId));
            },
            () => Task.CompletedTask,
        ]);
    }

    private static Queue<Func<Task>> Withdrawing(StoreFixture f, string caseId) => new([
        () => f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w", caseId: caseId), Some.Entry(LogAction.WithdrawalRecorded, caseId: caseId)),
        () => f.Commits.Stopped.EnforceAsync(caseId, "w", r => Some.Entry(LogAction.ReleaseStopped, r.Id, caseId: caseId)),
    ]);

    private static Queue<Func<Task>> Reading(StoreFixture f, string caseId) => new([
        () => f.Commits.Ledger.NoteAsync(caseId, Some.Entry(LogAction.RecordRead, caseId: caseId)),
    ]);

    private static IEnumerable<int[]> Schedules()
    {
        // Actor 0 takes five steps, actor 1 two, actor 2 one: 8! / (5! 2! 1!) orders.
        IEnumerable<int[]> Next(int[] done, int[] left)
        {
            if (left.All(steps => steps == 0))
                return [done];
            return Enumerable.Range(0, 3).Where(actor => left[actor] > 0).SelectMany(actor =>
                Next([.. done, actor], [.. left.Select((steps, i) => i == actor ? steps - 1 : steps)]));
        }

        return Next([], [5, 2, 1]);
    }

    // In the chain's own order, nothing is released or collected behind a stop that covers it.
    private static async Task VerifyOrderAsync(StoreFixture f, string caseId)
    {
        IReadOnlyList<LogEntry> chained = (await f.Commits.Ledger.ReadLogAsync(caseId))!.Value.Chained;
        int stop = chained.ToList().FindIndex(entry => entry.Action == LogAction.WithdrawalRecorded);
        Assert.True(stop >= 0);
        Assert.DoesNotContain(chained.Skip(stop), entry => entry.Action is LogAction.ReleaseCreated or LogAction.CollectionMade);
    }
}
