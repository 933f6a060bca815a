using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Integrity;

namespace DataSharing.Functions.Retention;

/// <summary>
/// After the stop journal was lost every case is sealed, because it might have been erased. What its person did not confirm
/// within the profile's term is erased. Source: design.md, "Redaction, sealing, erasure".
/// </summary>
/// <remarks>
/// Erasing cannot be taken back. So the term must have passed by the clock and by <see cref="PassedTime"/>: a clock that is ahead
/// for a minute erases nothing.
/// </remarks>
public sealed class UnconfirmedErasure(
    IPartitionStore store, CaseLedger cases, CaseChanges changes, CaseErasure erasure, PassedTime passed, PolicySet policy,
    TimeProvider time)
{
    private const string Id = "unconfirmed";
    private const int PageSize = 100;
    private const int PagesARun = 20;

    private static readonly Partition Place = Partition.System("retention");

    private TimeSpan Term { get; } = RetentionPeriods.Of(policy, RetentionPeriods.UnconfirmedCase);

    /// <summary>A bounded piece of it. Returns how many cases were erased.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        if (await store.ReadAsync<JournalLoss>(
            StoreGate.System, JournalLoss.DocumentId, cancellation) is not { Value: { DoneAt: not null } loss })
            return 0;
        TimeSpan present = await passed.CountAsync(cancellation);
        Stored<Watch>? watch = await store.ReadAsync<Watch>(Place, Id, cancellation);
        if (watch is null || watch.Value.Loss != loss.Id)
        {
            var begun = new Watch(loss.Id, present);
            await store.CommitAsync(
                Place, [watch is null ? Operation.Create(Id, begun) : Operation.Replace(Id, begun, watch.ETag)], cancellation);
            return 0;
        }

        return watch.Value.IsDone || present - watch.Value.Since < Term || time.GetUtcNow() - loss.BegunAt < Term
            ? 0
            : await EraseAsync(watch, cancellation);
    }

    private async Task<int> EraseAsync(Stored<Watch> watch, CancellationToken cancellation)
    {
        int erased = 0;
        Watch now = watch.Value;
        for (int i = 0; i < PagesARun && !now.IsDone; i++)
        {
            ChangePage page = await store.ReadChangesAsync(Container.Cases, now.Continuation, PageSize, CaseHead.DocumentId, cancellation);
            foreach (FoundDocument found in page.Changes.Where(found => found.Id == CaseHead.DocumentId))
                erased += await EraseAsync(new CaseId(found.Partition.Key), cancellation) ? 1 : 0;
            now = now with { Continuation = page.Continuation, IsDone = page.Changes.Count == 0 };
        }

        // CRASH, or another instance: the same cases again; one that is erased is passed over.
        await store.CommitAsync(Place, [Operation.Replace(Id, now, watch.ETag)], cancellation);
        return erased;
    }

    private async Task<bool> EraseAsync(CaseId caseId, CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value: { SealedAt: not null, CaseKey: not null } head } stored)
            return false;
        // CRASH: lapsed and not erased: erased by the next run. One that changed just now, confirmed perhaps, comes round again.
        if (head.LapsedAt is null && await changes.LapseAsync(stored, time.GetUtcNow()) != CaseCommit.Committed)
            return false;
        return await erasure.EraseAsync(
            caseId, DisposalEntries.OfCase(Disposal.UnconfirmedCase, caseId + "-unconfirmed", caseId, head.Holder, time.GetUtcNow()),
            cancellation) != CaseCommit.NotFound;
    }

    /// <param name="Loss">The opening that it is about.</param>
    /// <param name="Since">The <see cref="PassedTime"/> when it was first seen.</param>
    /// <param name="Continuation">Up to which change of a case it has looked.</param>
    private sealed record Watch(string Loss, TimeSpan Since, string? Continuation = null, bool IsDone = false);
}
