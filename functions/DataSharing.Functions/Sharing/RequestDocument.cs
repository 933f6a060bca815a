using System.Text.Json.Serialization;

namespace DataSharing.Functions.Sharing;

/// <summary>How a release ended, as both sides see it.</summary>
public enum Ending
{
    Stopped,
    Superseded,
    Expired,
    Declined,
    Closed,
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
    public bool Covers(ReleaseDocument? release) => release is null || release.Fetched <= (Fetched ?? release.FetchedBy(By.At));
}

/// <summary>The holder asked, for the person, that somebody look at an automated decision.</summary>
public sealed record ReconsiderationMark(string Statement, Approval By, ReviewMark? Outcome = null);

/// <summary>
/// Where one sharing request stands. The release itself, and whether it may still be read, stand in the case partition;
/// this document drives the orchestration and answers both sides.
/// </summary>
public sealed record RequestDocument : IWorkflowDocument
{
    public const string DocumentId = "request";

    public required SharingRequest Request { get; init; }

    /// <summary>SHA-256 of the body as received, in hexadecimal: tells a repeat from another use of its Idempotency-Key.</summary>
    public required string BodyDigest { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The case; null when the reference leads nowhere.</summary>
    public string? CaseId { get; init; }

    /// <summary>
    /// What an asker asked with, sealed to the hub: from it a timer finds the case that a neutral answer was about. Kept with every ask
    /// alike, and no longer than until that is done. Null in requests from before it was kept. Source: R-285.
    /// </summary>
    public byte[]? Reference { get; init; }

    /// <summary>The consent that the sender named; a decision that rests on another one refuses.</summary>
    public string? ConsentId { get; init; }

    public RequestState State { get; init; }

    /// <summary>The last decision while there is no release; the release holds its own.</summary>
    public Decision? Decision { get; init; }

    /// <summary>How often it was put on hold: each hold has its own log entry.</summary>
    public int Holds { get; init; }

    /// <summary>End of the hold: then it is refused.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Sequence of the case's log from which that time counts; 0: from before this was kept.</summary>
    public long HeldAs { get; init; }

    /// <summary>The highest time that the case had seen when it was first held: by that time the hold does not end.</summary>
    public DateTimeOffset? HeldSeen { get; init; }

    public ReviewMark? Review { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Sealed for the agency's own key, so that we cannot open it any more.</summary>
    public bool OwnKey { get; init; }

    /// <summary>An urgent override that the second person has yet to confirm by then .</summary>
    public DateTimeOffset? ConfirmBy { get; init; }

    /// <summary>The person is to be told of an override as soon as that is safe; null once done.</summary>
    public bool TellSurvivorWhenSafe { get; init; }

    /// <summary>Who took it back, and when: its log entry can be written from this as long as the mark is set.</summary>
    public Approval? CancelledBy { get; init; }

    public AcceptanceMark? Acceptance { get; init; }

    public Ending? Ending { get; init; }

    public AttestationMark? Attestation { get; init; }

    public ReconsiderationMark? Reconsideration { get; init; }

    public DateTimeOffset? WorkflowDue { get; init; }

    /// <summary>Nobody decides on it any more and no release of it lives.</summary>
    [JsonIgnore]
    public bool IsOver => State is RequestState.Refused or RequestState.Cancelled or RequestState.Closed;

    /// <summary>Answered as if there were no case, and not yet on record where there is one: the mark stays until then.</summary>
    [JsonIgnore]
    public bool IsNeutralToResolve => this is { State: RequestState.Refused, Decision.NeutralToAsker: true, WorkflowDue: not null };

    [JsonIgnore]
    public bool IsPending => State is RequestState.Submitted or RequestState.Held;
}
