using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Decisions;

/// <summary>
/// What the asker says it will do with the data. Anything but the pathway's purpose is refused. Source,
///
/// </summary>
[JsonConverter(typeof(CamelCaseEnum<StatedUse>))]
public enum StatedUse
{
    /// <summary>The pathway's purpose.</summary>
    Pathway,

    /// <summary>Removal or return by force.</summary>
    Removal,

    /// <summary>Detention or a decision on custody.</summary>
    Detention,

    /// <summary>Prosecuting or punishing the victim.</summary>
    Punishment,

    /// <summary>Making support depend on co-operation.</summary>
    ConditionOfSupport,

    /// <summary>Deciding on eligibility, authorisation or priority: fields flagged DEC are withheld.</summary>
    Eligibility,

    /// <summary>Publication of identity.</summary>
    Publication,

    /// <summary>Preparing a new interview where an account exists .</summary>
    NewInterview,
}

/// <summary>One request to share, in either direction. Each is judged afresh. Holds no record value.</summary>
public sealed record SharingRequest
{
    /// <summary>Opaque id.</summary>
    public required RequestId Id { get; init; }

    /// <summary>Who started it: the holder sends, or the recipient asks.</summary>
    public Direction Direction { get; init; }

    /// <summary>Registration that holds the case.</summary>
    public required RegistrationId Sender { get; init; }

    /// <summary>Registration that would receive.</summary>
    public required RegistrationId Recipient { get; init; }

    /// <summary>Person at the recipient: addressed (send) or asking (ask); null: a desk.</summary>
    public PersonId? RecipientPerson { get; init; }

    /// <summary>Desk at the recipient; null: a person, or its first checked desk when sending.</summary>
    public string? RecipientDesk { get; init; }

    /// <summary>Who submitted it, for two-person rules.</summary>
    public required Approval Submitted { get; init; }

    /// <summary>Pathway id.</summary>
    public required string Pathway { get; init; }

    /// <summary>The matter, for a purpose of one matter each; null: none is named. It must be the consent's .</summary>
    public string? Matter { get; init; }

    /// <summary>The consent it is to rest on; null: the one that speaks for the sharing. Another one than that does not .</summary>
    public ConsentId? Consent { get; init; }

    /// <summary>Tier asked for; null: the highest that consent, pathway and recipient allow.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Field paths asked for; empty: the pathway's set at the tier.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What it is for, beside the pathway.</summary>
    public StatedUse Use { get; init; }

    /// <summary>The approval of the exact content to go, or null .</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Sharing without consent, or null.</summary>
    public OverrideClaim? Override { get; init; }
}

/// <summary>Why consent was not sought or was overridden. Source: R-060.</summary>
[JsonConverter(typeof(CamelCaseEnum<ConsentNotSought>))]
public enum ConsentNotSought
{
    /// <summary>No reason given: the override is refused.</summary>
    NotStated,

    /// <summary>The person cannot be reached in time.</summary>
    Unreachable,

    /// <summary>Asking would create danger.</summary>
    AskingCreatesDanger,

    /// <summary>The person cannot answer .</summary>
    CannotAnswer,

    /// <summary>The person said no, and the ground outweighs it .</summary>
    Refused,

    /// <summary>The law demands it.</summary>
    LawRequires,
}

/// <summary>
/// A claim to share without consent on a closed ground: one delivery to one competent body, never standing, never silent.
/// Source.
/// </summary>
public sealed record OverrideClaim
{
    /// <summary>The ground.</summary>
    public required OverrideGround Ground { get; init; }

    /// <summary>Reference to the agency's policy that lists the ground, or null .</summary>
    public string? PolicyReference { get; init; }

    /// <summary>Evidence that the person was told of this ground beforehand, or null .</summary>
    public string? PriorNoticeReference { get; init; }

    /// <summary>
    /// One person acts first, a second confirms within the profile's time: grounds (a) to (d) alone, never free text, never to
    /// a barred body.
    /// </summary>
    public bool Urgent { get; init; }

    /// <summary>The risk row the claim is about, of the minimum set's; null: the set's first .</summary>
    public string? Concern { get; init; }

    /// <summary>
    /// Where it is written down that no unbarred unit can act in time, and why; null: it is not, so a bar stands.
    /// </summary>
    public string? NoUnbarredUnitReference { get; init; }

    /// <summary>
    /// Where both persons wrote down which of two contradicting answers on the ground's fact holds; null: nobody did.
    /// </summary>
    public string? ContradictionReference { get; init; }

    /// <summary>Why consent was not sought .</summary>
    public ConsentNotSought ConsentNotSought { get; init; }

    /// <summary>Reference to the written weighing of harm against benefit, or null.</summary>
    public string? WeighingReference { get; init; }

    /// <summary>Who decided.</summary>
    public required Approval First { get; init; }

    /// <summary>Second person, or null: urgent, to be confirmed within the profile's time .</summary>
    public Approval? Second { get; init; }

    /// <summary>Reference of the court's or legal order, for that ground.</summary>
    public string? OrderReference { get; init; }
}
