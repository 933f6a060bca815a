using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Releases;

/// <summary>Everything that can end a release before or after it was collected.</summary>
public enum ReleaseEnd
{
    /// <summary>The person, or somebody with a reason of law, stopped the sharing that it is part of .</summary>
    Stopped,

    /// <summary>The recipient declined the referral.</summary>
    Declined,

    /// <summary>Its date came, and nobody had collected it.</summary>
    Expired,

    /// <summary>Its date came after it was collected, or the recipient has taken the referral on and had time to collect it.</summary>
    Closed,

    /// <summary>The request was taken back while the release was on its way.</summary>
    Cancelled,

    /// <summary>No second person confirmed an urgent override in time .</summary>
    Unconfirmed,

    /// <summary>A reviewer found that the person is right, who had asked that somebody look at it again.</summary>
    Reconsidered,

    /// <summary>At a collection, something that is sealed in it could no longer be let through.</summary>
    Superseded,

    /// <summary>Policy, sender, recipient, person or agreement had changed by the time it was committed.</summary>
    GateChanged,

    /// <summary>Everything of its case is erased .</summary>
    Erased,

    /// <summary>Its request cannot be carried on with .</summary>
    Fault,
}

/// <summary>What each way to end means.</summary>
public static class ReleaseEnds
{
    private static readonly Dictionary<ReleaseEnd, (ReleaseMove Move, string Action)> Table = new()
    {
        [ReleaseEnd.Stopped] = (ReleaseMove.Stop, LogAction.ReleaseStopped),
        [ReleaseEnd.Declined] = (ReleaseMove.Close, LogAction.ReleaseDeclined),
        [ReleaseEnd.Expired] = (ReleaseMove.Expire, LogAction.ReleaseClosed),
        [ReleaseEnd.Closed] = (ReleaseMove.Close, LogAction.ReleaseClosed),
        [ReleaseEnd.Cancelled] = (ReleaseMove.Close, LogAction.ReleaseClosed),
        [ReleaseEnd.Unconfirmed] = (ReleaseMove.Supersede, LogAction.ReleaseStopped),
        [ReleaseEnd.Reconsidered] = (ReleaseMove.Close, LogAction.ReleaseStopped),
        [ReleaseEnd.Superseded] = (ReleaseMove.Supersede, LogAction.ReleaseClosed),
        [ReleaseEnd.GateChanged] = (ReleaseMove.Supersede, LogAction.Aborted),
        [ReleaseEnd.Erased] = (ReleaseMove.Supersede, LogAction.ReleaseStopped),
        [ReleaseEnd.Fault] = (ReleaseMove.Supersede, LogAction.Aborted),
    };

    /// <summary>The move that it makes.</summary>
    public static ReleaseMove Move(this ReleaseEnd end) => Table[end].Move;

    /// <summary>The log action under which it is on record; its outcome there is the end's own code.</summary>
    public static string Action(this ReleaseEnd end) => Table[end].Action;
}
