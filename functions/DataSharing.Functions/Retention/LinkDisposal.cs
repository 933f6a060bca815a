using DataSharing.Domain.Entries;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Removes a withdrawal link after its end, and ends the links of a closed case. Until then they work: stopping what is
/// stopped already does no harm, a dead link would.
/// </summary>
public sealed class LinkDisposal(
    CaseLedger cases, LinkDirectory directory, DisposalLog log, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    // What is left of a link is kept as long as a request: both are the traces of one process that is over.
    private TimeSpan Keep { get; } = RetentionPeriods.Of(policy, RetentionPeriods.Request);

    /// <summary>When to look at a link: after its end, or now and then whether its case was closed.</summary>
    public DateTimeOffset LookAt(LinkDocument link) => (EndOf(link) ?? time.GetUtcNow()) + Keep;

    /// <param name="watched">How much time has passed since the link was put on the agenda, by no clock that can be set.</param>
    public async Task<Verdict> RunAsync(CaseId caseId, string linkId, TimeSpan watched, CancellationToken cancellation = default)
    {
        string id = LinkDocument.IdOf(linkId);
        if (await store.ReadAsync<LinkDocument>(Partition.Case(caseId), id, cancellation) is not { } link)
            return Verdict.Nothing;
        DateTimeOffset now = time.GetUtcNow();
        if (link.Value.EndedAt is null && !IsOver(link.Value, watched, now))
            return await LookAtCaseAsync(caseId, link, cancellation);
        // Of one that somebody ended it goes at once, if a crash had left it.
        await ForgetAsync(link.Value, cancellation);
        if (link.Value.EndedAt + Keep is { } at && at > now)
            return Verdict.Later(at);
        // CRASH: entry and removal together or not at all.
        await log.OfCaseAsync(caseId, Disposal.WithdrawalLink, linkId, Operation.Delete(id, link.ETag));
        return Verdict.Disposed;
    }

    private async Task<Verdict> LookAtCaseAsync(CaseId caseId, Stored<LinkDocument> link, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value.Status: CaseStatus.Closed } head)
            return Verdict.Later(link.Value.ExpiresAt + Keep is not { } at ? now + Keep : at > now ? at : now + Verdict.Soon);
        // CRASH: pointing nowhere but not marked as ended: the next look marks it.
        await ForgetAsync(link.Value, cancellation);
        await cases.NoteAsync(
            caseId, LinkEntries.EndedWithCase(link.Value.Id, caseId, head.Value.Holder, time.GetUtcNow()),
            Operation.Replace(LinkDocument.IdOf(link.Value.Id), link.Value with { EndedAt = now }, link.ETag));
        return Verdict.Later(now + Keep);
    }

    private async Task ForgetAsync(LinkDocument link, CancellationToken cancellation)
    {
        await directory.RemoveAsync(link.SecretFingerprint, cancellation);
        await directory.RemoveAsync(link.CodeFingerprint, cancellation);
    }

    // INVARIANT: nothing that a sent link points from goes before so much time has really passed as such a link lives: a clock
    // that is ahead, however far, takes no link that works again once it is set back.
    private bool IsOver(LinkDocument link, TimeSpan watched, DateTimeOffset now) =>
        link.ExpiresAt is { } end && end + Keep <= now && watched >= end - link.IssuedAt;

    private static DateTimeOffset? EndOf(LinkDocument link) => link.EndedAt ?? link.ExpiresAt;
}
