using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>How a release ends of which one request alone is the matter. What a stop or an erasure ends, it ends of a whole case.</summary>
public sealed record ReleaseEnd
{
    private static readonly Approval Nobody = new("", "", default);

    private ReleaseEnd(string action, string outcome, string meaning) => (Action, Outcome, Meaning) = (action, outcome, meaning);

    /// <summary>Its time is over.</summary>
    public static ReleaseEnd Expired { get; } = new(LogAction.ReleaseClosed, "expired", "its time is over");

    /// <summary>It has done its service.</summary>
    public static ReleaseEnd Closed { get; } = new(LogAction.ReleaseClosed, "closed", "it has done its service");

    /// <summary>The request was taken back while the release was on its way.</summary>
    public static ReleaseEnd Cancelled { get; } = new(LogAction.ReleaseClosed, "cancelled", "the request was taken back");

    /// <summary>What was sealed may no longer go.</summary>
    public static ReleaseEnd Superseded { get; } = new(LogAction.ReleaseClosed, "superseded", "what was sealed may no longer go");

    /// <summary>Nobody confirmed an urgent override in time .</summary>
    public static ReleaseEnd Unconfirmed { get; } =
        new(LogAction.ReleaseStopped, "unconfirmed", "nobody confirmed what went without consent in time");

    /// <summary>A fact changed while it was released: nobody could read it.</summary>
    public static ReleaseEnd GateChanged { get; } =
        new(LogAction.Aborted, "gateChanged", "a fact changed while it was released, so that nobody could read it");

    /// <summary>It cannot be carried on .</summary>
    public static ReleaseEnd Fault { get; } = new(LogAction.Aborted, "fault", "it cannot be carried on");

    /// <summary>Every way, with persons and references left out: the ways are closed, who goes them is not.</summary>
    internal static IReadOnlyList<ReleaseEnd> All { get; } =
        [Expired, Closed, Cancelled, Superseded, Unconfirmed, GateChanged, Fault, Declined(Nobody, null), Reconsidered(Nobody, "")];

    /// <summary>The action of its entry.</summary>
    internal string Action { get; }

    /// <summary>The outcome of its entry.</summary>
    internal string Outcome { get; }

    /// <summary>In words.</summary>
    internal string Meaning { get; }

    /// <summary>In what its actor acts.</summary>
    internal string Role { get; private init; } = LogRole.System;

    /// <summary>What the cause is.</summary>
    internal LogValue CauseIs { get; private init; } = LogValue.Never;

    /// <summary>Who ended it; null: the service.</summary>
    internal Approval? By { get; private init; }

    /// <summary>The reference that was named.</summary>
    internal string? Cause { get; private init; }

    /// <summary>The recipient did not take the referral on.</summary>
    /// <param name="by">Who said so, and when.</param>
    /// <param name="reason">The recipient's reason, or null.</param>
    public static ReleaseEnd Declined(Approval by, string? reason) =>
        new(LogAction.ReleaseDeclined, "declined", "the recipient did not take the referral on")
        {
            Role = LogRole.SharingReceive,
            CauseIs = LogValue.Of("the recipient's reason").OrNone,
            By = by,
            Cause = reason,
        };

    /// <summary>A second person found that it was decided wrongly.</summary>
    /// <param name="by">Who, and when.</param>
    /// <param name="evidence">Reference of what that rests on.</param>
    public static ReleaseEnd Reconsidered(Approval by, string evidence) =>
        new(LogAction.ReleaseStopped, "reconsidered", "a second person found that it was decided wrongly")
        {
            Role = LogRole.SharingReview,
            CauseIs = LogValue.Of("the evidence that it rests on"),
            By = by,
            Cause = evidence,
        };
}
