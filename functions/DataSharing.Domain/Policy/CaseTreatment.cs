namespace DataSharing.Domain.Policy;

/// <summary>To whom a field goes at <see cref="Tier.Full"/>. Source: fields.md, column FULL.</summary>
public enum FullAudience
{
    /// <summary>Every recipient at FULL.</summary>
    Keep,

    /// <summary>Only the placement circle (<see cref="ActorKind.PlacementCircle"/>) assigned to the person.</summary>
    PlacementCircle,

    /// <summary>Stays in the holder's file.</summary>
    FileOnly,

    /// <summary>Only viewers listed by the judicial body .</summary>
    ListedViewers,

    /// <summary>Only the therapist .</summary>
    TherapistOnly,

    /// <summary>Only police .</summary>
    PoliceOnly,

    /// <summary>As the originator's handling code says .</summary>
    ByHandlingCode,

    /// <summary>Only the person herself and the reviewer.</summary>
    SubjectAndReviewer,

    /// <summary>Kept in the file, where it suppresses the entry it marks .</summary>
    SuppressesEntry,

    /// <summary>The field exists as an aggregate only.</summary>
    None,
}

/// <summary>What happens to a field at <see cref="Tier.Case"/>. Source: fields.md, column CASE.</summary>
public enum CaseAction
{
    /// <summary>Dropped.</summary>
    Drop,

    /// <summary>Kept as it is.</summary>
    Keep,

    /// <summary>Replaced by a coarser statement: <see cref="CaseTreatment.Generaliser"/>.</summary>
    Generalise,

    /// <summary>Replaced by a handle made anew for each delivery.</summary>
    Pseudonymise,

    /// <summary>Only ever counted, never sent for one case.</summary>
    Aggregate,

    /// <summary>As the originator's handling code says.</summary>
    ByHandlingCode,
}

/// <summary>Ways to make a value coarser. The names are data here; redaction executes them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Generaliser>))]
public enum Generaliser
{
    /// <summary>"adult" or "child".</summary>
    [JsonStringEnumMemberName("adultOrChild")] AdultOrChild,

    /// <summary>A region of the world of several States.</summary>
    [JsonStringEnumMemberName("regionOfWorld")] RegionOfWorld,

    /// <summary>A region inside a State or of several districts.</summary>
    [JsonStringEnumMemberName("region")] Region,

    /// <summary>A district; nothing finer.</summary>
    [JsonStringEnumMemberName("district")] District,

    /// <summary>Regions of the world along the route, in order.</summary>
    [JsonStringEnumMemberName("routeRegion")] RouteRegion,

    /// <summary>The calendar year.</summary>
    [JsonStringEnumMemberName("year")] Year,

    /// <summary>The calendar quarter.</summary>
    [JsonStringEnumMemberName("quarter")] Quarter,

    /// <summary>"yes" or "no": whether the fact is recorded as given.</summary>
    [JsonStringEnumMemberName("yesNo")] YesNo,

    /// <summary>A number of items.</summary>
    [JsonStringEnumMemberName("count")] Count,

    /// <summary>Whether interpretation is needed.</summary>
    [JsonStringEnumMemberName("interpretationNeeded")] InterpretationNeeded,

    /// <summary>The coded form only, without text.</summary>
    [JsonStringEnumMemberName("form")] Form,

    /// <summary>The coded form of violence.</summary>
    [JsonStringEnumMemberName("formOfViolence")] FormOfViolence,

    /// <summary>The coded form of exploitation.</summary>
    [JsonStringEnumMemberName("formOfExploitation")] FormOfExploitation,

    /// <summary>The coded method.</summary>
    [JsonStringEnumMemberName("method")] Method,

    /// <summary>The coded method of control.</summary>
    [JsonStringEnumMemberName("controlMethod")] ControlMethod,

    /// <summary>The economic sector.</summary>
    [JsonStringEnumMemberName("sector")] Sector,

    /// <summary>The type of visa.</summary>
    [JsonStringEnumMemberName("visaType")] VisaType,

    /// <summary>The fixed statement "held by another".</summary>
    [JsonStringEnumMemberName("heldByAnother")] HeldByAnother,

    /// <summary>The fixed statement "family member".</summary>
    [JsonStringEnumMemberName("familyMember")] FamilyMember,

    /// <summary>The stage reached, without dates.</summary>
    [JsonStringEnumMemberName("stage")] Stage,

    /// <summary>Coded terms of the value; all text, names and places are dropped.</summary>
    [JsonStringEnumMemberName("codedTerms")] CodedTerms,

    /// <summary>Only the tier the consent fixes.</summary>
    [JsonStringEnumMemberName("tierOnly")] TierOnly,
}

/// <summary>The treatment of one field at <see cref="Tier.Case"/>.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Generaliser">How, present exactly when <paramref name="Action"/> is <see cref="CaseAction.Generalise"/>.</param>
/// <param name="ReidentificationCheck">The result passes only if a check found that it does not single the person out .</param>
public sealed record CaseTreatment(CaseAction Action, Generaliser? Generaliser, bool ReidentificationCheck);
