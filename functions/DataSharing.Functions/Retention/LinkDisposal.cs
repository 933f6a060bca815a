using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Removes a withdrawal link after its end, and ends the links of a closed case. Until then they work: stopping what is
/// stopped already does no harm, a dead link would.
/// </summary>
public sealed class LinkDisposal(CaseCommits cases, LinkDirectory directory, DisposalLog log, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    // What is left of a link is kept as long as a request: both are the traces of one process that is over.
    private TimeSpan Keep { get; } = RetentionPeriods.Of(policy, RetentionPeriods.Request);

    /// <summary>When to look at a link: after its end, or now and then whether its case was closed.</summary>
    public DateTimeOffset LookAt(LinkDocument link) => (EndOf(link) ?? time.GetUtcNow()) + Keep;

    public async Task<Verdict> RunAsync(string caseId, string linkId, CancellationToken cancellation = default)
    {
        string id = LinkDocument.IdOf(linkId);
        if (await store.ReadAsync<LinkDocument>(Partition.Case(caseId), id, cancellation) is not { } link)
            return Verdict.Nothing;
        DateTimeOffset now = time.GetUtcNow();
        if (EndOf(link.Value) is not { } end || end > now)
            return await LookAtCaseAsync(caseId, link, cancellation);
        // What it points from goes at once, if a crash had left it.
        await ForgetAsync(link.Value, cancellation);
        if (end + Keep > now)
            return Verdict.Later(end + Keep);
        // CRASH: entry and removal together or not at all.
        await log.OfCaseAsync(caseId, "withdrawalLink", linkId, Operation.Delete(id, link.ETag));
        return Verdict.Disposed;
    }

    private async Task<Verdict> LookAtCaseAsync(string caseId, Stored<LinkDocument> link, CancellationToken cancellation)
    {
        DateTimeOffset again = time.GetUtcNow() + Keep;
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value.Status: CaseStatus.Closed } head)
            return Verdict.Later(again);
        // CRASH: pointing nowhere but not marked as ended: the next look marks it.
        await ForgetAsync(link.Value, cancellation);
        LogEntry entry = log.OfCase(caseId, "caseClosed", link.Value.Id) with { Id = link.Value.Id + "-closed", Action = LogAction.LinkRevoked, Holder = head.Value.Holder };
        await cases.NoteAsync(caseId, entry, Operation.Replace(LinkDocument.IdOf(link.Value.Id), link.Value with { EndedAt = time.GetUtcNow() }, link.ETag));
        return Verdict.Later(again);
    }

    private async Task ForgetAsync(LinkDocument link, CancellationToken cancellation)
    {
        await directory.RemoveAsync(link.SecretFingerprint, cancellation);
        await directory.RemoveAsync(link.CodeFingerprint, cancellation);
    }

    private static DateTimeOffset? EndOf(LinkDocument link) => link.EndedAt ?? link.ExpiresAt;
}
