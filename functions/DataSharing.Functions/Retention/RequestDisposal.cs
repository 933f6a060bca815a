using DataSharing.Domain.Entries;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Removes a sharing request's state document after its end. The release and the log stay and tell what was shared.
/// </summary>
/// <remarks>
/// A request whose package was fetched has not ended for its recipient before the recipient has confirmed that the copies
/// are destroyed: until then she can stop, and the agency must be able to answer. That waiting ends with the period for
/// which the pathway's purpose lets copies be kept; the release then says that nothing was confirmed.
/// </remarks>
public sealed class RequestDisposal(RequestStore requests, DisposalLog log, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    public TimeSpan Keep { get; } = RetentionPeriods.Of(policy, RetentionPeriods.Request);

    public async Task<Verdict> RunAsync(RequestId requestId, CancellationToken cancellation = default)
    {
        if (await requests.FindAsync(requestId, cancellation) is not { } found || !found.Value.IsOver)
            return Verdict.Nothing;
        if (found.Value is { TellSurvivorWhenSafe: true } or { Reconsideration: { Outcome: null } })
            return Verdict.Nothing; // a duty is open; fulfilling it changes the document
        if (found.Value.WorkflowDue is not null)
            return Verdict.Later(time.GetUtcNow() + Verdict.Soon);
        IReadOnlyList<Operation> unconfirmed = [];
        if (found.Value.CaseId is { } caseId)
        {
            Release? release = (await store.ReadAsync<Release>(
                Partition.Case(caseId), CaseIds.Release(requestId), cancellation))?.Value;
            if (release is { IsOpen: true } || await IsChasedAsync(caseId, requestId, cancellation))
                return Verdict.Later(time.GetUtcNow() + Verdict.Soon);
            if (release is not null && release.CollectedAt is not null
                && !(found.Value.Attestation is { Destroyed: true } made && made.Covers(release)))
            {
                // A confirmation changes the document, and the feed puts it on the agenda anew.
                if (UnconfirmedUntil(found.Value, release) is var until && until > time.GetUtcNow())
                    return Verdict.Later(until);
                unconfirmed = [Operation.Patch(CaseIds.Release(requestId), PatchStep.Set("/unconfirmed", true))];
            }
        }

        await WriteAsync(found.Value, unconfirmed);
        // CRASH: written down but still there: the next run finds the entry done and removes it. A request that changed
        // meanwhile stays; the feed puts it back on the agenda.
        CommitResult result = await store.CommitAsync(
            Partition.Request(requestId), [Operation.Delete(RequestStore.DocumentId, found.ETag)], cancellation);
        return result.IsCommitted ? Verdict.Disposed : Verdict.Nothing;
    }

    private DateTimeOffset UnconfirmedUntil(RequestLife document, Release release)
    {
        // A pathway that the policy has given up: as long as the consent itself.
        string period = policy.Pathways.TryGetValue(document.Request.Pathway, out Pathway? pathway)
            ? pathway.RetentionClass
            : RetentionPeriods.Consent;
        DateTimeOffset end = release.EndedAt ?? release.ExpiresAt;
        return (document.Attestation?.By.At > end ? document.Attestation.By.At : end) + RetentionPeriods.Of(policy, period);
    }

    /// <summary>Whether a withdrawal still waits for what became of this request's copies.</summary>
    private async Task<bool> IsChasedAsync(CaseId caseId, RequestId requestId, CancellationToken cancellation)
    {
        await foreach (Listed<WithdrawalDocument> withdrawal in store.ListAllAsync<WithdrawalDocument>(
            Partition.Case(caseId), CaseIds.WithdrawalPrefix, cancellation))
            if (withdrawal.Value.State != WithdrawalState.Completed
                && (withdrawal.Value.State == WithdrawalState.Recorded
                    || withdrawal.Value.Holders.Any(holder => holder.Releases.Contains(requestId))))
                return true;
        return false;
    }

    // The case's stream knows only of requests that it was asked about: not of neutral ones, nor of ones taken back before.
    private Task WriteAsync(RequestLife document, IReadOnlyList<Operation> with) =>
        document is { CaseId: { } caseId } and ({ ReleasedAt: not null } or { Decision.NeutralToAsker: false })
            ? log.OfCaseAsync(caseId, with.Count == 0 ? Disposal.Request : Disposal.UnconfirmedRequest, document.Request.Id, with)
            : log.OfAgencyAsync(document.Request.Submitted.RegistrationId, Disposal.Request, document.Request.Id);
}
