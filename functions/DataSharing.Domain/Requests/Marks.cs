using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Requests;

/// <summary>How a release ended, as both sides see it.</summary>
public enum Ending
{
    /// <summary>By a stop.</summary>
    Stopped,

    /// <summary>It no longer fitted what may be shared, or was never confirmed.</summary>
    Superseded,

    /// <summary>Nobody collected it in time.</summary>
    Expired,

    /// <summary>The recipient declined.</summary>
    Declined,

    /// <summary>In the normal course.</summary>
    Closed,
}

/// <summary>What of a request waits for a word of a second person.</summary>
public enum Awaited
{
    /// <summary>A hold.</summary>
    Hold,

    /// <summary>A claim of an override that is held until a second person joins it .</summary>
    OverrideSecondPerson,

    /// <summary>An urgent override that is out and has to be confirmed .</summary>
    OverrideConfirmation,

    /// <summary>An automated decision that the person has looked at.</summary>
    Reconsideration,
}

/// <summary>A reviewer's word on a held request, an unconfirmed override or a reconsideration.</summary>
/// <param name="Evidence">Reference of what it rests on; an id, never a text.</param>
public sealed record ReviewMark(bool Proceed, Approval By, string Evidence);

/// <summary>What the recipient said about taking the referral on.</summary>
/// <param name="Reason">A code, or null.</param>
public sealed record AcceptanceMark(bool Accepted, Approval By, string? Reason = null);

/// <summary>What the recipient confirmed about the copies it had fetched.</summary>
/// <param name="LegalBasis">Reference of the law under which copies are kept; null when they were destroyed.</param>
/// <param name="Fetched">How many collections there were by then: later ones are new copies. Null in marks from before this was
/// kept: what is on record counts.</param>
public sealed record AttestationMark(bool Destroyed, string? LegalBasis, Approval By, int? Fetched = null)
{
    /// <summary>
    /// Whether it speaks of every copy: what was fetched after it is a new one. Counted, for two clocks cannot tell which came
    /// first.
    /// </summary>
    public bool Covers(Release? release) => release is null || release.Fetched <= (Fetched ?? release.FetchedBy(By.At));
}

/// <summary>The holder asked, for the person, that somebody look at an automated decision.</summary>
/// <param name="Statement">Reference of what she said; never the words.</param>
/// <param name="Outcome">The reviewer's word; null: it waits for one.</param>
public sealed record ReconsiderationMark(string Statement, Approval By, ReviewMark? Outcome = null);
