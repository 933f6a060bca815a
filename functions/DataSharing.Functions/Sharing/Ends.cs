namespace DataSharing.Functions.Sharing;

/// <summary>
/// The dates by which holds and releases end by themselves, judged wherever one is used: a timer that has not fired, on a machine
/// that slept or under a backlog, keeps nothing going. Source.
/// </summary>
/// <remarks>
/// By the highest time that the case has seen since, so that what ended stays ended when a clock steps back. And by the time that
/// really passed, where the clock was ahead when the date was set: it counts from the correction of the clock; a hold, and an
/// override that waits for its second person, whose beginning lies ahead of the present are over, since nobody can tell for how
/// long they have waited.
/// </remarks>
public sealed class Ends(CaseCommits cases, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    /// <summary>How long a package stays readable after it was both taken on and collected: time to repeat a broken download.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>How long a request of a pathway is held.</summary>
    public TimeSpan HoldClock(string pathway) =>
        policy.Pathways.TryGetValue(pathway, out Pathway? known) ? known.HoldClock : policy.Profile.HoldClock;

    /// <summary>Whether the time of a hold is over; false where nothing was held.</summary>
    internal bool IsHoldOver(RequestDocument document, CaseHead? head)
    {
        if (document.HeldUntil is not { } until)
            return false;
        DateTimeOffset began = until - HoldClock(document.Request.Pathway);
        return LiesAhead(began) || IsPast(until, began, head, document.HeldAs, document.HeldSeen);
    }

    /// <summary>How an open release has ended by itself; null: it lives.</summary>
    internal Ending? EndingOf(RequestDocument document, ReleaseDocument release, CaseHead head)
    {
        if (document.ConfirmBy is { } by && (LiesAhead(release.ReleasedAt) || IsPast(by, release, head)))
            return Ending.Superseded;
        return !IsPast(EndsAt(document, release), release, head)
            ? null
            : ReleaseStep.CollectedAt(release) is null
            ? Ending.Expired
            : Ending.Closed;
    }

    /// <summary>Whether a hold or a release is over: ended, or its time is; false for a request in another state.</summary>
    public async Task<bool> IsOverAsync(RequestDocument document, CancellationToken cancellation = default)
    {
        if (document is not { CaseId: { } caseId, State: RequestState.Held or RequestState.Released }
            || await cases.ReadHeadAsync(caseId, cancellation) is not { Value: { } head })
            return false;
        if (document.State == RequestState.Held)
            return IsHoldOver(document, head);
        // One that has ended already and whose request does not say so yet is over all the more.
        return await store.ReadAsync<ReleaseDocument>(
            Partition.Case(caseId), CaseIds.Release(document.Request.Id), cancellation) is { Value: { } release }
            && (!release.IsOpen || EndingOf(document, release, head) is not null);
    }

    /// <summary>When to look again at an open release.</summary>
    internal static DateTimeOffset Next(RequestDocument document, ReleaseDocument release, CaseHead head)
    {
        DateTimeOffset end = EndsAt(document, release);
        return (document.ConfirmBy < end
            ? document.ConfirmBy.Value
            : end) - head.Corrections.AheadAt(release.ReleasedAt, release.RecordedAs);
    }

    private static DateTimeOffset EndsAt(RequestDocument document, ReleaseDocument release)
    {
        if (document.Acceptance is not { Accepted: true } accepted || ReleaseStep.CollectedAt(release) is not { } collected)
            return release.ExpiresAt;
        DateTimeOffset done = (accepted.By.At > collected ? accepted.By.At : collected) + Grace;
        return done < release.ExpiresAt ? done : release.ExpiresAt;
    }

    private bool LiesAhead(DateTimeOffset began) => began > time.GetUtcNow() + policy.Profile.ClockSkew;

    private bool IsPast(DateTimeOffset end, ReleaseDocument release, CaseHead head) =>
        IsPast(end, release.ReleasedAt, head, release.RecordedAs, release.SeenTime);

    private bool IsPast(DateTimeOffset end, DateTimeOffset began, CaseHead? head, long recordedAs, DateTimeOffset? seen)
    {
        DateTimeOffset now = time.GetUtcNow();
        return head is null ? end <= now
            : end <= head.Corrections.EndsBy(head.HighestTime, now, recordedAs, seen)
                || end - head.Corrections.AheadAt(began, recordedAs) <= now;
    }
}
