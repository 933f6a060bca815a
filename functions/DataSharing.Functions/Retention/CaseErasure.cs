using DataSharing.Domain.Entries;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Erases a case's record: its key first, which makes everything under it unreadable at once; then releases made from it,
/// record documents and blobs. Consents and log stay: they must tell later what was shared and why.
/// </summary>
public sealed class CaseErasure(
    CaseLedger cases, ErasureCommits erasures, ReleaseCommits releases, FollowRelease follow, DisposalLog log,
    IPartitionStore store, IBlobStore blobs, TimeProvider time)
{
    /// <param name="entry">Its id names the erasure; the same one may be erased again.</param>
    public async Task<CaseCommit> EraseAsync(CaseId caseId, LogEntry entry, CancellationToken cancellation = default)
    {
        CaseCommit result = await erasures.EraseAsync(caseId, entry);
        // CRASH: the key is gone and the blobs are noise; the sweep finds them and finishes.
        if (result != CaseCommit.NotFound)
            await FinishAsync(caseId, cancellation);
        return result;
    }

    /// <summary>What follows once the key is destroyed; nothing while it is not. Each step may be repeated.</summary>
    public async Task FinishAsync(CaseId caseId, CancellationToken cancellation = default)
    {
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value.CaseKey: null } head)
            return;
        var packages = new List<Release>();
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(
            Partition.Case(caseId), CaseIds.ReleasePrefix, cancellation))
            packages.Add(release.Value);
        foreach (Release release in packages)
        {
            if (release.IsOpen)
                await EndAsync(caseId, head.Value.Holder, release.Id);
            await blobs.DeleteAsync(release.Blob.Name, cancellation);
        }

        var approvals = new List<Listed<ApprovalDocument>>();
        await foreach (Listed<ApprovalDocument> approval in store.ListAllAsync<ApprovalDocument>(
            Partition.Case(caseId), CaseIds.ApprovalPrefix, cancellation))
            approvals.Add(approval);
        foreach (Listed<ApprovalDocument> approval in approvals)
            await log.OfCaseAsync(
                caseId, Disposal.ApprovedContent, $"{caseId}-{approval.Value.Id}", Operation.Delete(approval.Id, approval.ETag));

        IReadOnlyList<Listed<RecordDocument>> records = await store.ListAsync<RecordDocument>(
            Partition.Case(caseId), CaseIds.RecordPrefix, cancellation: cancellation);
        foreach (Listed<RecordDocument> record in records)
        {
            // CRASH: a blob without its document is an orphan; a document without its blob is found here again.
            await blobs.DeleteAsync(record.Value.Blob.Name, cancellation);
            await log.OfCaseAsync(
                caseId, Disposal.Record, $"{caseId}-{record.Value.Id}-{record.Value.Version}", Operation.Delete(record.Id, record.ETag));
        }
    }

    private async Task EndAsync(CaseId caseId, RegistrationId holder, RequestId releaseId)
    {
        CaseCommit commit = CaseCommit.Moved;
        while (commit == CaseCommit.Moved && await cases.LoadAsync(caseId, releaseId) is { Release: { } release } snapshot)
            commit = await releases.EndReleaseAsync(
                snapshot, ReleaseEnd.Erased, ReleaseEntries.Erased(release.Value, caseId, holder, time.GetUtcNow()));
        // CRASH: the release is over; its request learns of it here, or from its orchestration at the latest at its end.
        await follow.RunAsync(releaseId);
    }
}
