namespace DataSharing.Functions.Sharing;

/// <summary>The clocks of the profile and of a case, for what <see cref="Ends"/> judges.</summary>
public sealed class Deadlines(CaseLedger cases, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    /// <summary>How long a request of a pathway is held.</summary>
    public TimeSpan HoldClock(string pathway) =>
        policy.Pathways.TryGetValue(pathway, out Pathway? known) ? known.HoldClock : policy.Profile.HoldClock;

    /// <summary>The time of a case; without one the present alone.</summary>
    public CaseTime Of(CaseHead? head) =>
        new(time.GetUtcNow(), policy.Profile.ClockSkew, head?.HighestTime, head?.Corrections ?? []);

    /// <summary>Whether a hold or a release is over: ended, or its time is; false for a request in another state.</summary>
    public async Task<bool> IsOverAsync(RequestLife request, CancellationToken cancellation = default)
    {
        if (request is not { CaseId: { } caseId, State: RequestState.Held or RequestState.Released }
            || await cases.ReadHeadAsync(caseId, cancellation) is not { Value: { } head })
            return false;
        if (request.State == RequestState.Held)
            return request.IsHoldOver(HoldClock(request.Request.Pathway), Of(head));
        // One that has ended already and whose request does not say so yet is over all the more.
        return await store.ReadAsync<Release>(
            Partition.Case(caseId), CaseIds.Release(request.Request.Id), cancellation) is { Value: { } release }
            && (!release.IsOpen || request.EndOf(release, Of(head)) is not null);
    }
}
