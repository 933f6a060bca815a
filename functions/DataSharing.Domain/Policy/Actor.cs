namespace DataSharing.Domain.Policy;

/// <summary>Facts about an actor code that rules test. Source: actors.md; .</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActorKind>))]
public enum ActorKind
{
    /// <summary>The person whose data it is.</summary>
    [JsonStringEnumMemberName("subject")] Subject,

    /// <summary>A legal guardian or guardian advocate.</summary>
    [JsonStringEnumMemberName("guardian")] Guardian,

    /// <summary>A support service: flow from it to police starts only at the person's request .</summary>
    [JsonStringEnumMemberName("supportService")] SupportService,

    /// <summary>Police side: flag POL.</summary>
    [JsonStringEnumMemberName("police")] Police,

    /// <summary>Prosecution: flag POL.</summary>
    [JsonStringEnumMemberName("prosecution")] Prosecution,

    /// <summary>A court: flag CRT.</summary>
    [JsonStringEnumMemberName("court")] Court,

    /// <summary>Immigration enforcement or removal: the firewall, flag IMM.</summary>
    [JsonStringEnumMemberName("immigrationEnforcement")] ImmigrationEnforcement,

    /// <summary>An immigration body with another role (permit, asylum, border).</summary>
    [JsonStringEnumMemberName("immigration")] Immigration,

    /// <summary>A detaining body.</summary>
    [JsonStringEnumMemberName("detaining")] Detaining,

    /// <summary>A health profession.</summary>
    [JsonStringEnumMemberName("health")] Health,

    /// <summary>A lawyer of the person.</summary>
    [JsonStringEnumMemberName("lawyer")] Lawyer,

    /// <summary>Child specialist, or linked to the child-protection system .</summary>
    [JsonStringEnumMemberName("childSpecialist")] ChildSpecialist,

    /// <summary>May be a child specialist: the registration of the agency says whether it is .</summary>
    [JsonStringEnumMemberName("childSpecialistPossible")] ChildSpecialistPossible,

    /// <summary>Decides on identification.</summary>
    [JsonStringEnumMemberName("competentAuthority")] CompetentAuthority,

    /// <summary>May belong to the State of origin: flag ORG.</summary>
    [JsonStringEnumMemberName("originStatePossible")] OriginStatePossible,

    /// <summary>Outside the country, or of another State: needs naming, agreement and safeguards .</summary>
    [JsonStringEnumMemberName("foreign")] Foreign,

    /// <summary>Relative, friend, companion: flag GRD.</summary>
    [JsonStringEnumMemberName("relative")] Relative,

    /// <summary>Employer, placement host or volunteer: flag EMP.</summary>
    [JsonStringEnumMemberName("employer")] Employer,

    /// <summary>Volunteer or befriender: task data only .</summary>
    [JsonStringEnumMemberName("volunteer")] Volunteer,

    /// <summary>May belong to the placement circle, where assigned to the person: flag LOC .</summary>
    [JsonStringEnumMemberName("placementCircle")] PlacementCircle,

    /// <summary>Interprets: booking data only.</summary>
    [JsonStringEnumMemberName("interpreter")] Interpreter,

    /// <summary>Oversight without casework.</summary>
    [JsonStringEnumMemberName("oversight")] Oversight,

    /// <summary>Receives aggregates.</summary>
    [JsonStringEnumMemberName("statistics")] Statistics,

    /// <summary>Never a recipient of anything.</summary>
    [JsonStringEnumMemberName("neverRecipient")] NeverRecipient,
}

/// <summary>What an actor's highest tier depends on. Source: actors.md, column "highest tier".</summary>
public enum TierQualifier
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The person's own file.</summary>
    OwnFile,

    /// <summary>The person's explicit choice.</summary>
    ExplicitChoice,

    /// <summary>For a child in its charge.</summary>
    ForChild,

    /// <summary>For identification.</summary>
    ForIdentification,

    /// <summary>For the matter it is instructed in.</summary>
    ForMatter,

    /// <summary>As lead professional.</summary>
    AsLead,

    /// <summary>As evidence (purpose EVID).</summary>
    ForEvidence,

    /// <summary>Only its own task or booking data.</summary>
    TaskDataOnly,

    /// <summary>Only under an override.</summary>
    OverrideOnly,

    /// <summary>As a court ordered.</summary>
    AsOrdered,

    /// <summary>Only the marker that removal is barred.</summary>
    RemovalBarMarkerOnly,

    /// <summary>Only what it holds itself.</summary>
    OwnDataOnly,

    /// <summary>Case facts, and graded items as their codes permit.</summary>
    GradedItems,

    /// <summary>Only log metadata; case content for an incident alone.</summary>
    LogMetadataOnly,

    /// <summary>Only handles and clocks, unless it refers.</summary>
    WhenReferring,

    /// <summary>As the law requires.</summary>
    AsLawRequires,

    /// <summary>Only if named in the consent and risk-checked .</summary>
    NamedAndRiskChecked,
}

/// <summary>An agency or person type. Rights attach to the code in use, never to the body. Source: actors.md.</summary>
/// <param name="Code">Stable code, e.g. <c>SHELT</c>.</param>
/// <param name="Name">For a reader.</param>
/// <param name="Group">Heading of the catalogue, e.g. <c>Health</c>.</param>
/// <param name="Roles">Default roles, for a reader.</param>
/// <param name="HighestTier">Ceiling when <paramref name="Qualifier"/> holds; null: receives nothing by this system. A ceiling, not
/// an entitlement.</param>
/// <param name="Qualifier">What the ceiling depends on.</param>
/// <param name="OtherwiseTier">Ceiling when the qualifier does not hold; null: nothing. Equal to <paramref name="HighestTier"/>
/// without a qualifier.</param>
/// <param name="FullEligible">May hold FULL at all .</param>
/// <param name="Purposes">Purposes for which it may receive personal data; other purposes are <c>recipient.role</c>.</param>
/// <param name="Kinds">Facts that rules test.</param>
/// <param name="NeverReceives">Paths it never receives, at any tier, as far as the catalogue's words name fields; case facts
/// (conflict, other matters) are tested by rules.</param>
/// <param name="NeverText">The catalogue's words on what it may never receive.</param>
/// <param name="Vetting">What vetting it needs.</param>
/// <param name="Sources">Citations.</param>
public sealed record Actor(
    string Code,
    string Name,
    string Group,
    string Roles,
    Tier? HighestTier,
    TierQualifier Qualifier,
    Tier? OtherwiseTier,
    bool FullEligible,
    FrozenSet<string> Purposes,
    FrozenSet<ActorKind> Kinds,
    FrozenSet<string> NeverReceives,
    string NeverText,
    string Vetting,
    string Sources)
{
    /// <summary>Whether the code has a kind.</summary>
    public bool Is(ActorKind kind) => Kinds.Contains(kind);
}
