using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Sharing;

/// <summary>Writes of a release: each with its entry, or not at all.</summary>
public sealed class ReleaseCommits(CaseLedger ledger, IPartitionStore store, TimeProvider time)
{
    /// <summary>Commits a release with its entry, if nothing of the case changed since <paramref name="basis"/> was read.</summary>
    /// <param name="release">Its id must follow from the request's, so that a repeat is recognised.</param>
    public async Task<CaseCommit> ReleaseAsync(CaseSnapshot basis, Release release, LogEntry entry)
    {
        RequireOwnEntry(release, entry);
        if (basis.Head.Stops.Any(release.IsCoveredBy))
            throw new InvalidOperationException($"release {release.Id} is covered by a stop");
        CommitResult result = await ledger.AdvanceAsync(
            basis.Head, basis.HeadETag, [entry], [Operation.Create(CaseIds.Release(release.Id), release)]);
        if (result.IsCommitted)
            Signals.Released();
        return result.IsCommitted ? CaseCommit.Committed : await WasDoneAsync(basis, release.Id, _ => true);
    }

    /// <summary>Commits a collection: from here on the recipient counts as having it. The basis must hold the release.</summary>
    /// <param name="also">Entries of what comes about with it.</param>
    /// <remarks>Gates are read again after this; if one differs, <see cref="AbortAsync"/> follows and no byte leaves.</remarks>
    public async Task<CaseCommit> CollectAsync(
        CaseSnapshot basis, string collectionId, Collection collection, LogEntry entry, params IReadOnlyList<LogEntry> also)
    {
        Stored<Release> release = RequireRelease(basis);
        RequireOwnEntry(release.Value, entry);
        if (release.Value.Collections.ContainsKey(collectionId))
            return CaseCommit.AlreadyDone;
        if (!release.Value.IsOpen || release.Value.Envelope is null || basis.Head.Stops.Any(release.Value.IsCoveredBy))
            throw new InvalidOperationException($"release {release.Value.Id} cannot be collected: it is {release.Value.State} or stopped");
        Release next = release.Value.Collect(collectionId, collection);
        CommitResult result = await ledger.AdvanceAsync(
            basis.Head, basis.HeadETag, [entry, .. also], [Operation.Replace(CaseIds.Release(next.Id), next, release.ETag)]);
        return result.IsCommitted
            ? CaseCommit.Committed
            : await WasDoneAsync(basis, next.Id, now => now.Collections.ContainsKey(collectionId));
    }

    /// <summary>Ends a release and destroys its content key: superseded, expired, accepted, declined, closed or stopped.</summary>
    /// <exception cref="ArgumentException">The entry is not of this release, or of another way to end.</exception>
    public async Task<CaseCommit> EndReleaseAsync(CaseSnapshot basis, ReleaseEnd how, LogEntry entry)
    {
        Stored<Release> release = RequireRelease(basis);
        RequireOwnEntry(release.Value, entry);
        if (entry.Action != how.Action())
            throw new ArgumentException($"log entry {entry.Id} is {entry.Action}, and no end by {how}", nameof(entry));
        if (!release.Value.IsOpen)
            return CaseCommit.AlreadyDone;
        Release next = release.Value.End(how.Move(), time.GetUtcNow());
        CommitResult result = await ledger.AdvanceAsync(
            basis.Head, basis.HeadETag, [entry],
            [Operation.Replace(CaseIds.Release(next.Id), next, release.ETag) with { Erases = true }]);
        if (result.IsCommitted)
            Signals.ReleaseEnded();
        return result.IsCommitted ? CaseCommit.Committed : await WasDoneAsync(basis, release.Value.Id, now => now.State == next.State);
    }

    /// <summary>Records that a gate differed after a collection's commit, so that nothing left. Never waits for the head.</summary>
    public Task<CaseCommit> AbortAsync(CaseId caseId, RequestId releaseId, string collectionId, LogEntry entry) =>
        EndCollectionAsync(caseId, releaseId, collectionId, CollectionOutcome.Aborted, entry);

    /// <summary>Records that a collection was broken off while bytes were on their way.</summary>
    public Task<CaseCommit> CutAsync(CaseId caseId, RequestId releaseId, string collectionId, LogEntry entry) =>
        EndCollectionAsync(caseId, releaseId, collectionId, CollectionOutcome.Cut, entry);

    private Task<CaseCommit> EndCollectionAsync(
        CaseId caseId, RequestId releaseId, string collectionId, CollectionOutcome outcome, LogEntry entry) =>
        ledger.NoteAsync(
            caseId, entry, [], Operation.Patch(CaseIds.Release(releaseId), PatchStep.Set($"/collections/{collectionId}/outcome", outcome)));

    private async Task<CaseCommit> WasDoneAsync(CaseSnapshot basis, RequestId releaseId, Func<Release, bool> done)
    {
        Stored<Release>? now = await store.ReadAsync<Release>(
            Partition.Case(basis.Head.CaseId), CaseIds.Release(releaseId));
        return now is not null && done(now.Value) ? CaseCommit.AlreadyDone : CaseCommit.Moved;
    }

    private static Stored<Release> RequireRelease(CaseSnapshot basis) =>
        basis.Release ?? throw new ArgumentException("the case was read without the release", nameof(basis));

    private static void RequireOwnEntry(Release release, LogEntry entry)
    {
        if (entry.Release != release.Id)
            throw new ArgumentException($"log entry {entry.Id} does not name release {release.Id}", nameof(entry));
    }
}
