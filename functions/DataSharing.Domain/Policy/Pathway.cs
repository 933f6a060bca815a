namespace DataSharing.Domain.Policy;

/// <summary>Who starts a sharing request. Source: design.md, "Words".</summary>
public enum Direction
{
    /// <summary>The holder sends.</summary>
    Send,

    /// <summary>The recipient asks.</summary>
    Ask,
}

/// <summary>Whom a pathway is for.</summary>
public enum PathwaySubject
{
    /// <summary>Adults and children.</summary>
    Any,

    /// <summary>Adults only.</summary>
    AdultOnly,

    /// <summary>Children and persons treated as children only; and adults whose guardianship a court continues .</summary>
    ChildOnly,
}

/// <summary>
/// A level of disclosure the person can choose on one pathway: the field set less what the level leaves out.
/// </summary>
/// <param name="Id">Stable id within the pathway.</param>
/// <param name="Meaning">What choosing it means, in words for the person's caseworker.</param>
/// <param name="Without">Paths left out.</param>
public sealed record DisclosureLevel(string Id, string Meaning, FrozenSet<string> Without);

/// <summary>
/// Facts that a pathway demands beside consent and a current risk assessment, or properties that rules test. Each is read by a
/// rule.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathwayCondition>))]
public enum PathwayCondition
{
    /// <summary>The person approved the exact content, else <c>consent.contentChanged</c>.</summary>
    [JsonStringEnumMemberName("requiresApprovedContent")] ApprovedContent,

    /// <summary>The flow starts at the person's request, recorded with the scope, else <c>consent.none</c>.</summary>
    [JsonStringEnumMemberName("requiresVictimRequest")] VictimRequest,

    /// <summary>Her choice on co-operation is recorded .</summary>
    [JsonStringEnumMemberName("requiresCooperationChoice")] CooperationChoice,

    /// <summary>For a child: a guardian advocate who has met the child, else <c>child.guardianMissing</c>.</summary>
    [JsonStringEnumMemberName("requiresGuardianMet")] GuardianMet,

    /// <summary>A check found that nobody can be singled out, else <c>risk.missing</c>.</summary>
    [JsonStringEnumMemberName("requiresReidentificationCheck")] ReidentificationCheck,

    /// <summary>
    /// What the service will be told was gone through with the person beforehand, recorded with the scope, else
    /// <c>consent.invalidForm</c>.
    /// </summary>
    [JsonStringEnumMemberName("requiresPriorDiscussion")] PriorDiscussion,

    /// <summary>For a child: a best-interests decision by child specialists .</summary>
    [JsonStringEnumMemberName("requiresBestInterests")] BestInterests,

    /// <summary>Stays possible while a capacity concern holds other sharing .</summary>
    [JsonStringEnumMemberName("runsUnderCapacityConcern")] RunsUnderCapacityConcern,

    /// <summary>Refused while protection from the recipient's State is sought .</summary>
    [JsonStringEnumMemberName("blockedWhileProtectionSought")] BlockedWhileProtectionSought,

    /// <summary>
    /// Feeds a formal procedure (police, immigration, court): waits for a clinical assessment where intellectual disability is
    /// indicated.
    /// </summary>
    [JsonStringEnumMemberName("formalProcedure")] FormalProcedure,
}

/// <summary>A deadline. A missed one raises an alert and closes nothing .</summary>
/// <param name="Id">Stable id within the pathway.</param>
/// <param name="Adult">Length for an adult, or null where it does not run.</param>
/// <param name="Child">Length for a child, or null where it does not run.</param>
/// <param name="Source">Rule id.</param>
public sealed record PathwayClock(string Id, TimeSpan? Adult, TimeSpan? Child, string Source);

/// <summary>Something a pathway must refuse.</summary>
/// <param name="What">In words.</param>
/// <param name="Kind">Reason kind.</param>
/// <param name="Fields">Paths withheld with that kind even where a preset holds them; empty when the refusal concerns the request,
/// not fields.</param>
/// <param name="Source">Rule ids.</param>
public sealed record MustRefuse(string What, string Kind, FrozenSet<string> Fields, string Source);

/// <summary>Whether a pathway rests on consent.</summary>
/// <param name="Required">Consent (or an override) is needed.</param>
/// <param name="Because">When not required: <c>duty</c>; else null.</param>
/// <param name="Source">Rule ids.</param>
public sealed record ConsentCondition(bool Required, string? Because, string Source);

/// <summary>Why a pathway does not wait for a current risk assessment. Source: .</summary>
/// <param name="Because">The reason, for a reader.</param>
/// <param name="Source">Rule ids.</param>
public sealed record RiskExemption(string Because, string Source);

/// <summary>One purpose for which data passes between agencies: data, not code. Source: systems.md.</summary>
/// <param name="Id">Stable id, e.g. <c>shelter-referral</c>.</param>
/// <param name="Title">For a reader.</param>
/// <param name="Rows">System rows it carries out, e.g. <c>REF-11</c>.</param>
/// <param name="Group">Group of systems.md: core, identification, referral, children, justice, return, governance.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Senders">Actor codes that may hold and send.</param>
/// <param name="Recipients">Actor codes that may receive.</param>
/// <param name="Directions">Who may start.</param>
/// <param name="Ceiling">Highest tier: never <see cref="Tier.Stat"/>, since no release of one case is a statistic .</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="Fields">The field set of each tier up to the ceiling, less what <see cref="Refusals"/> withholds. Empty for a tier
/// it does not have.</param>
/// <param name="RiskFacts">Risk fields added to the preset at PORTION because the service needs them to work safely .</param>
/// <param name="Levels">Disclosure levels the person can choose from; empty when there is one.</param>
/// <param name="Consent">Whether it rests on consent.</param>
/// <param name="RiskExempt">Why it does not wait for a current risk assessment; null: it waits, as every pathway does unless the
/// policy says why not.</param>
/// <param name="Conditions">What else it demands.</param>
/// <param name="HoldClock">After this a HOLD ends as REFUSE.</param>
/// <param name="Clocks">Deadlines to monitor.</param>
/// <param name="RetentionClass">Key of <see cref="NationalProfile.Retention"/>.</param>
/// <param name="Overrides">Ids of override sets that may carry it without consent.</param>
/// <param name="Refusals">What it must refuse.</param>
/// <param name="Sources">Citations.</param>
public sealed record Pathway(
    string Id,
    string Title,
    IReadOnlyList<string> Rows,
    string Group,
    string Purpose,
    FrozenSet<string> Senders,
    FrozenSet<string> Recipients,
    FrozenSet<Direction> Directions,
    Tier Ceiling,
    PathwaySubject Subject,
    FrozenDictionary<Tier, FrozenDictionary<string, FieldGrant>> Fields,
    FrozenSet<string> RiskFacts,
    IReadOnlyList<DisclosureLevel> Levels,
    ConsentCondition Consent,
    RiskExemption? RiskExempt,
    FrozenSet<PathwayCondition> Conditions,
    TimeSpan HoldClock,
    IReadOnlyList<PathwayClock> Clocks,
    string RetentionClass,
    FrozenSet<string> Overrides,
    IReadOnlyList<MustRefuse> Refusals,
    string Sources)
{
    /// <summary>The grants by path at a tier; empty for a tier above the ceiling or one the pathway does not have.</summary>
    public FrozenDictionary<string, FieldGrant> FieldsAt(Tier tier) =>
        tier <= Ceiling && Fields.TryGetValue(tier, out FrozenDictionary<string, FieldGrant>? set)
            ? set
            : FrozenDictionary<string, FieldGrant>.Empty;
}
