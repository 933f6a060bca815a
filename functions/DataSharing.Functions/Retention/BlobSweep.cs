using DataSharing.Domain.Entries;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Asks of each blob in turn whether anybody still needs it, some a run, and removes it when not: the package of a release
/// that ended, a record version that was replaced or erased, and what was written for a commit that never came. On its way
/// it ends releases that are past their end, which their orchestration should have done.
/// </summary>
/// <remarks>
/// INVARIANT: an open release has a blob, so that looking at each blob looks at each open release.
/// </remarks>
public sealed partial class BlobSweep(
    CaseLedger cases, RequestStore requests, Deadlines deadlines, FollowRelease follow, Releaser releaser, CaseErasure erasure,
    DisposalLog disposals, IPartitionStore store, IBlobStore blobs, TimeProvider time, ILogger<BlobSweep> log)
{
    /// <summary>Younger blobs may belong to a commit that is on its way.</summary>
    public static readonly TimeSpan TooYoung = TimeSpan.FromHours(1);

    private const int PageSize = 100;
    private const int PagesARun = 20;

    private const string PositionId = "blobs";
    private static readonly Partition Place = Partition.System("retention");

    /// <summary>Looks at the next blobs. Returns how many were removed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        int removed = 0;
        for (int i = 0; i < PagesARun; i++)
        {
            Stored<SweepPosition>? position = await store.ReadAsync<SweepPosition>(Place, PositionId, cancellation);
            BlobPage page = await blobs.ListAsync(position?.Value.Continuation, time.GetUtcNow() - TooYoung, PageSize, cancellation);
            foreach (string name in page.Names)
                removed += await TryAsync(name, cancellation) ? 1 : 0;
            var next = new SweepPosition(page.Continuation);
            // CRASH: the same page again: what was removed from it is not listed any more.
            if (position is null)
                await store.CommitAsync(Place, [Operation.Create(PositionId, next)], cancellation);
            else if (position.Value != next)
                await store.CommitAsync(Place, [Operation.Replace(PositionId, next, position.ETag)], cancellation);
            if (page.Continuation is null)
                break;
        }

        return removed;
    }

    private async Task<bool> TryAsync(string name, CancellationToken cancellation)
    {
#pragma warning disable CA1031 // one blob that cannot be judged must not keep the others; it comes round again
        try
        {
            return BlobNames.OwnerOf(name) switch
            {
                { RequestId: { } request } owner => await LookAtPackageAsync(name, request, owner.Try, cancellation),
                { CaseId: { } caseId } owner => await LookAtRecordAsync(name, caseId, owner.Try, cancellation),
                _ => false,
            };
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not StoreUnavailableException)
        {
            NotJudged(log, name, fault.GetType().Name);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<bool> LookAtPackageAsync(string name, RequestId requestId, string attempt, CancellationToken cancellation)
    {
        RequestLife? request = (await requests.FindAsync(requestId, cancellation))?.Value;
        if (request?.CaseId is not { } caseId)
        {
            // A request is disposed of only after its release has ended.
            await disposals.OfHubAsync(Disposal.Package, $"{requestId}-{attempt}");
            await blobs.DeleteAsync(name, cancellation);
            return true;
        }

        Release? release = await FindAsync(caseId, requestId, cancellation);
        if (release?.Blob.Name == name && release.IsOpen
            && (release.ExpiresAt <= time.GetUtcNow() || await deadlines.IsOverAsync(request, cancellation)))
        {
            await follow.RunAsync(requestId);
            // A request that does not say released, because something died in between: the release still has its end.
            if ((release = await FindAsync(caseId, requestId, cancellation)) is { IsOpen: true } && release.ExpiresAt <= time.GetUtcNow())
                await releaser.EndAsync(request.Request, caseId, ReleaseEnd.Expired);
            release = await FindAsync(caseId, requestId, cancellation);
        }

        if (release?.Blob.Name == name && release.IsOpen)
            return false;
        // CRASH: written down but still there: the next round finds the entry done and removes it.
        await disposals.OfCaseAsync(caseId, Disposal.Package, $"{requestId}-{attempt}");
        await blobs.DeleteAsync(name, cancellation);
        return true;
    }

    private async Task<bool> LookAtRecordAsync(string name, CaseId caseId, string attempt, CancellationToken cancellation)
    {
        Stored<CaseHead>? head = await cases.ReadHeadAsync(caseId, cancellation);
        if (head is { Value.CaseKey: null })
            await erasure.FinishAsync(caseId, cancellation);
        else if (head is not null && await IsNamedAsync(caseId, name, cancellation))
            return false;
        // CRASH: as above.
        await disposals.OfCaseAsync(caseId, Disposal.RecordVersion, $"{caseId}-{attempt}");
        await blobs.DeleteAsync(name, cancellation);
        return true;
    }

    private async Task<bool> IsNamedAsync(CaseId caseId, string name, CancellationToken cancellation)
    {
        await foreach (Listed<RecordDocument> record in store.ListAllAsync<RecordDocument>(
            Partition.Case(caseId), CaseIds.RecordPrefix, cancellation))
            if (record.Value.Blob.Name == name)
                return true;
        return false;
    }

    private async Task<Release?> FindAsync(CaseId caseId, RequestId releaseId, CancellationToken cancellation) =>
        (await store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(releaseId), cancellation))?.Value;

    private sealed record SweepPosition(string? Continuation);

    [LoggerMessage(2101, LogLevel.Warning, "Blob {Blob} could not be judged ({Fault})")]
    private static partial void NotJudged(ILogger logger, string blob, string fault);
}
