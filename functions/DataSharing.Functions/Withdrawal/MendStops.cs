using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Versions of before told by a clock what a stop covers, so that a clock that had stepped back left releases open, or left out of
/// a report who had fetched them. By the order of stops these have been dead since this version opened the store; here they are found, and
/// the stop that covers them is followed up once more: keys destroyed, agencies told and chased. Walks over every release once.
/// </summary>
public sealed partial class MendStops(IPartitionStore store, CaseLedger cases, TimeProvider time, ILogger<MendStops> log)
{
    private const int PageSize = 200;
    private const string PositionId = "mended";

    private static readonly Partition Place = Partition.System("stops");

    [Function("MendStops")]
    public Task Run([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellation) => RunAsync(cancellation);

    /// <summary>Until every release was looked at. Several instances may do it at once.</summary>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        for (; ; )
        {
            Stored<Position>? stored = await store.ReadAsync<Position>(Place, PositionId, cancellation);
            if (stored is { Value.Done: true })
                return;
            ChangePage page = await store.ReadChangesAsync(
                Container.Cases, stored?.Value.Continuation, PageSize, CaseIds.ReleasePrefix, cancellation);
            foreach (IGrouping<string, Release> releases in page.Changes.GroupBy(
                found => found.Partition.Key, found => found.As<Release>()))
                await MendAsync(new CaseId(releases.Key), [.. releases], cancellation);
            var position = new Position(page.Continuation, page.Changes.Count < PageSize);
            // CRASH: the same releases are looked at again. Not committed: another instance was first.
            await store.CommitAsync(
                Place, [stored is null ? Operation.Create(PositionId, position) : Operation.Replace(PositionId, position, stored.ETag)],
                cancellation);
        }
    }

    private async Task MendAsync(CaseId caseId, IReadOnlyList<Release> releases, CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value.Stops: { Count: > 0 } stops })
            return;
        foreach (Release release in releases)
        {
            if (stops.LastOrDefault(release.IsCoveredBy) is { } stop && await IsLeftOutAsync(caseId, release, stop, cancellation))
                await FollowUpAgainAsync(caseId, stop);
        }
    }

    private async Task<bool> IsLeftOutAsync(CaseId caseId, Release release, Stop stop, CancellationToken cancellation)
    {
        Stored<WithdrawalDocument>? found = await store.ReadAsync<WithdrawalDocument>(
            Partition.Case(caseId), CaseIds.Withdrawal(stop.Id), cancellation);
        // What is not followed up yet will be.
        if (found is null or { Value.State: WithdrawalState.Recorded })
            return false;
        if (release.IsOpen)
            return true;
        var known = new HashSet<RegistrationId>();
        // Any stop's report may have it: an agency is chased once for a copy.
        await foreach (Listed<WithdrawalDocument> one in store.ListAllAsync<WithdrawalDocument>(
            Partition.Case(caseId), CaseIds.WithdrawalPrefix, cancellation))
            known.UnionWith(one.Value.Holders.Where(holder => holder.Releases.Contains(release.Id)).Select(holder => holder.Registration));
        return release.Collections.Values.Any(one => one.Outcome != CollectionOutcome.Aborted && !known.Contains(one.Recipient));
    }

    private async Task FollowUpAgainAsync(CaseId caseId, Stop stop)
    {
        // CRASH: as after a new stop: the mark says that there is work.
        await cases.FollowUpAsync(caseId, Operation.Patch(
            CaseIds.Withdrawal(stop.Id), PatchStep.Set("/state", WithdrawalState.Recorded),
            PatchStep.Set<DateTimeOffset?>("/workflowDue", time.GetUtcNow())));
        FoundLeftOut(log, caseId, stop.Id);
    }

    private sealed record Position(string? Continuation, bool Done);

    [LoggerMessage(3201, LogLevel.Warning, "Case {Case}: stop {Stop} had left something out and is followed up again")]
    private static partial void FoundLeftOut(ILogger logger, string @case, string stop);
}
