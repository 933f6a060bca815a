using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Requests;

/// <summary>What is done next with a request.</summary>
public enum Step
{
    /// <summary>Nothing more: it is over.</summary>
    None,

    /// <summary>Decide it from current facts, then ask again.</summary>
    Decide,

    /// <summary>Commit a release of what was decided.</summary>
    Release,

    /// <summary>A release of it is committed and the request does not say so yet: say it.</summary>
    Tell,

    /// <summary>Put it on hold for a person or fact.</summary>
    Hold,

    /// <summary>Refuse it.</summary>
    Refuse,

    /// <summary>Wait for a change, at most until <see cref="Next.Until"/>.</summary>
    Wait,

    /// <summary>End its release as <see cref="Next.How"/> says.</summary>
    End,

    /// <summary>Its release is over and the request does not say so yet: close it as <see cref="Next.Ending"/> says.</summary>
    Close,
}

/// <summary>
/// The next step of a request, as a function of what is on record alone: whoever asks gets the same answer, and a step that was taken
/// twice is not taken again. Source: design.md, "Decide".
/// </summary>
/// <remarks>
/// Whoever takes a request back has decided: what is left to do of a cancelled one (its entry, a release that was on its way) follows
/// from the cancellation, not from here.
/// </remarks>
public readonly record struct Next(Step Step)
{
    /// <summary>Until when to wait at the longest.</summary>
    public DateTimeOffset? Until { get; private init; }

    /// <summary>How to end the release.</summary>
    public ReleaseEnd? How { get; private init; }

    /// <summary>How the release has ended.</summary>
    public Ending? Ending { get; private init; }

    /// <summary>The decision to refuse or release by, where it is not the one that was asked about.</summary>
    public Decision? Instead { get; private init; }

    /// <summary>Reference of what a reviewer refused it for; null: nobody did.</summary>
    public string? Evidence { get; private init; }

    /// <summary>Of a request that is not decided for good, over its case as it was just read.</summary>
    /// <param name="hasCase">Whether there is a case of the sender behind it.</param>
    /// <param name="release">The release of it that is on record; null: none.</param>
    /// <param name="decision">Decided from current facts; null: not yet.</param>
    /// <param name="holdClock">How long a request of its pathway is held.</param>
    /// <param name="time">Of the case.</param>
    public static Next Of(
        RequestLife life, bool hasCase, Release? release, Decision? decision, TimeSpan holdClock, CaseTime time)
    {
        if (!life.IsPending)
            return Of(life, release, time);
        if (release is not null)
            return new Next(Step.Tell);
        if (decision is null)
            return new Next(Step.Decide);
        if (life.Review is { Proceed: false } refusal)
            return new Next(Step.Refuse) { Evidence = refusal.Evidence };
        bool isOver = life.IsHoldOver(holdClock, time);
        // What was held goes on by a second person's word alone, never because the fact turned up while it waited.
        if (decision.Releases && life is { State: RequestState.Held, Review: null })
            return isOver
                ? new Next(Step.Refuse) { Instead = life.Decision ?? decision.Faulted() }
                : new Next(Step.Wait) { Until = life.HeldUntil };
        if (decision.Releases && hasCase)
            return new Next(Step.Release);
        return decision.Kind == DecisionKind.Hold && hasCase && !isOver ? new Next(Step.Hold) : new Next(Step.Refuse);
    }

    /// <summary>Of a request that is held or released, or over.</summary>
    /// <param name="release">Its release; null: it has none.</param>
    public static Next Of(RequestLife life, Release? release, CaseTime time)
    {
        if (life.State == RequestState.Held)
            return new Next(Step.Wait) { Until = life.HeldUntil };
        if (life.State != RequestState.Released || release is null)
            return new Next(Step.None);
        if (!release.IsOpen)
            return new Next(Step.Close) { Ending = life.EndingOf(release.State) };
        ReleaseEnd? how = life.Acceptance is { Accepted: false } ? ReleaseEnd.Declined : life.EndOf(release, time);
        return how is { } end
            ? new Next(Step.End) { How = end, Ending = end.AsSeen() }
            : new Next(Step.Wait) { Until = life.LookAgainAt(release, time) };
    }
}
