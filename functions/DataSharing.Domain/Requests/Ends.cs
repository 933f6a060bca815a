using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Requests;

/// <summary>
/// How holds and releases end by themselves, judged wherever one is used: a timer that has not fired, on a machine that slept or under a
/// backlog, keeps nothing going. Source.
/// </summary>
/// <remarks>
/// A hold, and an override that waits for its second person, whose beginning lies ahead of the present are over, since nobody can tell
/// for how long they have waited.
/// </remarks>
public static class Ends
{
    /// <summary>How long a package stays readable after it was both taken on and collected: time to repeat a broken download.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>Whether the time of a hold is over; false where nothing was held.</summary>
    /// <param name="clock">How long a request of its pathway is held.</param>
    public static bool IsHoldOver(this RequestLife life, TimeSpan clock, CaseTime time)
    {
        if (life.HeldUntil is not { } until)
            return false;
        DateTimeOffset began = until - clock;
        return time.LiesAhead(began) || time.IsPast(until, began, life.HeldAs, life.HeldSeen);
    }

    /// <summary>How an open release has ended by itself; null: it lives.</summary>
    public static ReleaseEnd? EndOf(this RequestLife life, Release release, CaseTime time)
    {
        if (life.ConfirmBy is { } by && (time.LiesAhead(release.ReleasedAt) || IsPast(by, release, time)))
            return ReleaseEnd.Unconfirmed;
        return !IsPast(EndsAt(life, release), release, time)
            ? null
            : release.CollectedAt is null ? ReleaseEnd.Expired : ReleaseEnd.Closed;
    }

    /// <summary>
    /// How a release has ended, as both sides see it: a stop holds from its commit on, and a date from its coming, also before either is
    /// marked in the release. Null: it lives.
    /// </summary>
    public static Ending? EndingOf(this RequestLife life, Release release, IReadOnlyList<Stop> stops, CaseTime time) =>
        !release.IsOpen ? life.EndingOf(release.State)
        : stops.Any(release.IsCoveredBy) ? Ending.Stopped
        : life.EndOf(release, time)?.AsSeen();

    /// <summary>How a release that has ended in this state ended, as both sides see it.</summary>
    public static Ending EndingOf(this RequestLife life, ReleaseState state) => state switch
    {
        ReleaseState.Stopped => Ending.Stopped,
        ReleaseState.Superseded => Ending.Superseded,
        ReleaseState.Expired => Ending.Expired,
        _ => life.Acceptance is { Accepted: false } ? Ending.Declined : Ending.Closed,
    };

    /// <summary>As both sides see it.</summary>
    public static Ending AsSeen(this ReleaseEnd end) => end switch
    {
        ReleaseEnd.Declined => Ending.Declined,
        _ => end.Move() switch
        {
            ReleaseMove.Stop => Ending.Stopped,
            ReleaseMove.Supersede => Ending.Superseded,
            ReleaseMove.Expire => Ending.Expired,
            _ => Ending.Closed,
        },
    };

    /// <summary>When to look again at an open release.</summary>
    public static DateTimeOffset LookAgainAt(this RequestLife life, Release release, CaseTime time)
    {
        DateTimeOffset end = EndsAt(life, release);
        return (life.ConfirmBy < end ? life.ConfirmBy.Value : end)
            - time.Corrections.AheadAt(release.ReleasedAt, release.RecordedAs);
    }

    private static DateTimeOffset EndsAt(RequestLife life, Release release)
    {
        if (life.Acceptance is not { Accepted: true } accepted || release.CollectedAt is not { } collected)
            return release.ExpiresAt;
        DateTimeOffset done = (accepted.By.At > collected ? accepted.By.At : collected) + Grace;
        return done < release.ExpiresAt ? done : release.ExpiresAt;
    }

    private static bool IsPast(DateTimeOffset end, Release release, CaseTime time) =>
        time.IsPast(end, release.ReleasedAt, release.RecordedAs, release.SeenTime);
}
