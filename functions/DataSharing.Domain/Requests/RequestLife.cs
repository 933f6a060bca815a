using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Requests;

/// <summary>
/// Where one sharing request stands. The release itself, and whether it may still be read, stand in the case partition;
/// this document drives the orchestration and answers both sides.
/// </summary>
public sealed partial record RequestLife : IWorkflowDocument
{
    /// <summary>What was asked for or offered, as it is decided.</summary>
    public required SharingRequest Request { get; init; }

    /// <summary>SHA-256 of the body as received, in hexadecimal: tells a repeat from another use of its Idempotency-Key.</summary>
    public required string BodyDigest { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The case; null when the reference leads nowhere.</summary>
    public CaseId? CaseId { get; init; }

    /// <summary>
    /// What an asker asked with, sealed to the hub: from it a timer finds the case that a neutral answer was about. Kept with every ask
    /// alike, and no longer than until that is done. Null in requests from before it was kept. Source: R-285.
    /// </summary>
    public byte[]? Reference { get; init; }

    /// <summary>The consent that the sender named; a decision that rests on another one refuses.</summary>
    public ConsentId? ConsentId { get; init; }

    /// <summary>Where it stands.</summary>
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

    /// <summary>A reviewer's word that is not used up yet; null: none.</summary>
    public ReviewMark? Review { get; init; }

    /// <summary>When its release was committed; null: it never was.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>The end of its release by date; null: there is none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Sealed for the agency's own key, so that we cannot open it any more.</summary>
    public bool OwnKey { get; init; }

    /// <summary>An urgent override that the second person has yet to confirm by then .</summary>
    public DateTimeOffset? ConfirmBy { get; init; }

    /// <summary>
    /// It went without her consent, and the person is to be told as soon as that is safe. That she was told is not kept here.
    /// </summary>
    public bool TellSurvivorWhenSafe { get; init; }

    /// <summary>Who took it back, and when: its log entry can be written from this as long as the mark is set.</summary>
    public Approval? CancelledBy { get; init; }

    /// <summary>What the recipient said about taking it on; null: nothing yet.</summary>
    public AcceptanceMark? Acceptance { get; init; }

    /// <summary>How its release ended; null: it has not.</summary>
    public Ending? Ending { get; init; }

    /// <summary>The recipient's last word on its copies; null: none.</summary>
    public AttestationMark? Attestation { get; init; }

    /// <summary>That the person had it looked at again; null: she did not.</summary>
    public ReconsiderationMark? Reconsideration { get; init; }

    /// <summary>Since when its next step is due; null: nothing is.</summary>
    public DateTimeOffset? WorkflowDue { get; init; }

    /// <summary>Nobody decides on it any more and no release of it lives.</summary>
    [JsonIgnore]
    public bool IsOver => State is RequestState.Refused or RequestState.Cancelled or RequestState.Closed;

    /// <summary>Answered as if there were no case, and not yet on record where there is one: the mark stays until then.</summary>
    [JsonIgnore]
    public bool IsNeutralToResolve => this is { State: RequestState.Refused, Decision.NeutralToAsker: true, WorkflowDue: not null };

    /// <summary>Neither decided for good nor taken back.</summary>
    [JsonIgnore]
    public bool IsPending => State is RequestState.Submitted or RequestState.Held;

    /// <summary>The person had it looked at again, and no reviewer has spoken on that yet.</summary>
    [JsonIgnore]
    public bool IsReconsidered => State.Allows(RequestMove.Reconsider) && Reconsideration is { Outcome: null };

    /// <summary>What of it waits for a second person; null: nothing does.</summary>
    [JsonIgnore]
    public Awaited? Awaits => this switch
    {
        { IsReconsidered: true } => Awaited.Reconsideration,
        { State: RequestState.Held, Decision.Reason.WaitsFor: HoldFacts.SecondPerson } => Awaited.OverrideSecondPerson,
        { State: RequestState.Held } => Awaited.Hold,
        { State: RequestState.Released, ConfirmBy: not null } => Awaited.OverrideConfirmation,
        _ => null,
    };

    /// <summary>The persons of whom none may be the second for what <see cref="Awaits"/> names.</summary>
    public IEnumerable<Approval> FirstPersons() =>
        new[] { Request.Submitted, Request.Override?.First, IsReconsidered ? Reconsideration!.By : null }.OfType<Approval>();

    /// <summary>The side of an agency; null: it has nothing to do with it, or must not learn that it has .</summary>
    /// <param name="isOfficer">Whether it asks for its data protection officer.</param>
    public Side? SideOf(RegistrationId registration, bool isOfficer)
    {
        bool sends = Request.Direction == Direction.Send;
        if (Request.Sender == registration)
            return sends || (CaseId is not null && (isOfficer || IsOfTheCase)) ? Side.Holder : null;
        // What a holder thought of sending and did not is no business of the agency it did not go to.
        return Request.Recipient == registration && (!sends || ReleasedAt is not null) ? Side.Recipient : null;
    }

    // Until an ask is decided, and for good when it was answered as if there were no case, who tried is for the officer alone.
    private bool IsOfTheCase =>
        this is { ReleasedAt: not null } or { State: RequestState.Held } or { Decision.NeutralToAsker: false };
}
