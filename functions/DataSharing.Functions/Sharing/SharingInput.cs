namespace DataSharing.Functions.Sharing;

/// <summary>A sharing request as an agency sends it. Which members belong depends on the direction.</summary>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Case">send: the case.</param>
/// <param name="Recipient">send: the receiving registration.</param>
/// <param name="Holder">ask: the registration that holds the case.</param>
/// <param name="Reference">ask: what this system gave the asking agency: a delivery's handle or a hand-over code.</param>
/// <param name="Matter">The matter, for a purpose of one matter each; it must be the consent's.</param>
/// <param name="Tier">FULL, PORTION or CASE; left out: the highest that consent, pathway and recipient allow.</param>
/// <param name="Level">A disclosure level of the pathway.</param>
/// <param name="Fields">Field paths or groups; left out: the pathway's set.</param>
/// <param name="Consent">send: the consent it is to rest on.</param>
/// <param name="Addressee">send: a person or desk of the recipient.</param>
/// <param name="ApprovedContent">
/// send: id of a recorded approval; exactly what the person approved goes, its letter too, or nothing. Then the fields are those
/// of the approval. Left out where content must be approved: the newest approval for this recipient, pathway and matter.
/// </param>
/// <param name="Override">send: sharing without consent.</param>
/// <param name="Use">ask: what it is for, beside the pathway.</param>
public sealed record SharingInput(
    Direction Direction,
    [Name] string Pathway,
    [Id] string? Case = null,
    [Id] string? Recipient = null,
    [Id] string? Holder = null,
    [Name] string? Reference = null,
    Tier? Tier = null,
    [Name] string? Level = null,
    [Name] IReadOnlyList<string>? Fields = null,
    [Id] string? Consent = null,
    AddresseeInput? Addressee = null,
    [Name] string? ApprovedContent = null,
    OverrideInput? Override = null,
    StatedUse? Use = null,
    [Reference] string? Matter = null);

/// <summary>Whom it goes to: a person or a desk, not both.</summary>
/// <param name="Person">Staff id of a person of the recipient.</param>
/// <param name="Desk">Id of a checked desk of the recipient.</param>
public sealed record AddresseeInput([Name] string? Person = null, [Name] string? Desk = null);

/// <summary>Why it goes without consent. References are ids of documents the agency keeps, never texts.</summary>
/// <param name="Ground">One ground of the closed list .</param>
/// <param name="ConsentNotSought">Why she was not asked, or not heeded; notStated is refused.</param>
/// <param name="PolicyReference">Where the agency's policy names the ground. Needed on every ground: without it, 422.</param>
/// <param name="PriorNoticeReference">Where it is on record that she was told beforehand. Needed on the grounds that can be
/// urgent, unless it is; elsewhere it is flagged where left out.</param>
/// <param name="Urgent">Whether the second person may confirm afterwards: grounds danger, selfHarmOrIncapacity, childSafety and
/// childRecruiting alone.</param>
/// <param name="WeighingReference">Where harm and benefit were weighed in writing. Needed where she refused: without it,
/// 422.</param>
/// <param name="OrderReference">The court's or legal order. Needed on the ground courtOrder, and on no other: without it, 422.</param>
/// <param name="Concern">Path of the risk row it is about; left out, the first of the ground's set. No other row takes its place.</param>
/// <param name="NoUnbarredUnitReference">danger, to a body she barred: where it is written down that no unbarred unit can act in
/// time, and why. The second person confirms it before anything goes.</param>
/// <param name="ContradictionReference">Where the case's facts and its record differ on the ground's fact: where it is written down
/// which of them holds. The second person confirms it before anything goes.</param>
public sealed record OverrideInput(
    OverrideGround Ground,
    ConsentNotSought ConsentNotSought,
    [Reference] string? PolicyReference = null,
    [Reference] string? PriorNoticeReference = null,
    bool Urgent = false,
    [Reference] string? WeighingReference = null,
    [Reference] string? OrderReference = null,
    [Name] string? Concern = null,
    [Reference] string? NoUnbarredUnitReference = null,
    [Reference] string? ContradictionReference = null);
