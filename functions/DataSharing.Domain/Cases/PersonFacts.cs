namespace DataSharing.Domain.Cases;

/// <summary>Age as the rules see it. Source: R-128.</summary>
[JsonConverter(typeof(CamelCaseEnum<AgeStatus>))]
public enum AgeStatus
{
    /// <summary>Any doubt, or nothing known: child rules until assessment ends and appeals are exhausted.</summary>
    Disputed,

    /// <summary>Adult.</summary>
    Adult,

    /// <summary>Child.</summary>
    Child,
}

/// <summary>Age and doubt about it.</summary>
public sealed record AgeFacts
{
    /// <summary>Status. Default: disputed.</summary>
    public AgeStatus Status { get; init; }

    /// <summary>First moment of adulthood, for a child whose birth date is known; null otherwise.</summary>
    public DateTimeOffset? MajorityAt { get; init; }

    /// <summary>A court continues guardianship beyond majority .</summary>
    public bool GuardianshipContinues { get; init; }

    /// <summary>An age decision is recorded with reasons, qualifications and margin of error .</summary>
    public bool DecisionReasoned { get; init; }

    /// <summary>Status at a moment: a child becomes adult at majority.</summary>
    public AgeStatus At(DateTimeOffset now) =>
        Status == AgeStatus.Child && MajorityAt is { } majority && now >= majority ? AgeStatus.Adult : Status;

    /// <summary>Whether child rules apply at <paramref name="now"/>.</summary>
    public bool TreatedAsChild(DateTimeOffset now) => At(now) != AgeStatus.Adult;
}

/// <summary>Standing of a parental (legal) guardian. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ParentalGuardian>))]
public enum ParentalGuardian
{
    /// <summary>None.</summary>
    None,

    /// <summary>Appointed by a court and unimplicated.</summary>
    Appointed,

    /// <summary>Role or part in events unclear.</summary>
    Unclear,

    /// <summary>Suspected of harm or in conflict: no authority, no notice, reads nothing.</summary>
    Implicated,
}

/// <summary>Standing of the guardian advocate. Source: R-134.</summary>
[JsonConverter(typeof(CamelCaseEnum<GuardianAdvocate>))]
public enum GuardianAdvocate
{
    /// <summary>None.</summary>
    None,

    /// <summary>Appointed, has not met the child.</summary>
    Appointed,

    /// <summary>Has met the child.</summary>
    Met,
}

/// <summary>Guardians of a child.</summary>
public sealed record GuardianFacts
{
    /// <summary>The parental guardian.</summary>
    public ParentalGuardian Parental { get; init; }

    /// <summary>Opaque id of the parental guardian in force, or null.</summary>
    [Reference] public string? ParentalId { get; init; }

    /// <summary>The guardian advocate.</summary>
    public GuardianAdvocate Advocate { get; init; }

    /// <summary>Registration of the guardian advocate, or null.</summary>
    [Name] public RegistrationId? AdvocateRegistration { get; init; }

    /// <summary>Opaque staff id of the guardian advocate in that registration, or null; the caseload limit counts by it .</summary>
    [Name] public PersonId? AdvocatePerson { get; init; }
}

/// <summary>Capacity. Source: .</summary>
public sealed record CapacityFacts
{
    /// <summary>A concern is open: holds all non-urgent sharing but the referral for assessment .</summary>
    public bool ConcernOpen { get; init; }

    /// <summary>Findings per decision; a finding on one says nothing on another .</summary>
    [Most(100)] public IReadOnlyList<CapacityOnDecision> Findings { get; init; } = [];

    /// <summary>Intellectual disability is indicated .</summary>
    public bool IntellectualDisabilityIndicated { get; init; }

    /// <summary>The clinical assessment of it exists .</summary>
    public bool ClinicalAssessmentDone { get; init; }

    /// <summary>The finding on a decision, or null.</summary>
    public bool? HasCapacityFor(string purpose)
    {
        foreach (CapacityOnDecision finding in Findings)
            if (finding.Purpose == purpose)
                return finding.HasCapacity;
        return null;
    }
}

/// <summary>One finding.</summary>
/// <param name="Purpose">The decision: sharing for this purpose.</param>
/// <param name="HasCapacity">What was found.</param>
/// <param name="At">When.</param>
public sealed record CapacityOnDecision([Name] string Purpose, bool HasCapacity, DateTimeOffset At);

/// <summary>Reflection period and identification. Source: .</summary>
public sealed record ReflectionFacts
{
    /// <summary>Start, inclusive, or null.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>End, exclusive, or null.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Identification is not completed, reconsideration and appeal included .</summary>
    public bool IdentificationPending { get; init; }

    /// <summary>Whether removal is barred at <paramref name="now"/>.</summary>
    public bool RemovalBarredAt(DateTimeOffset now) => IdentificationPending || (Start <= now && now < End);
}

/// <summary>The person's choice on co-operation. Source: R-203.</summary>
[JsonConverter(typeof(CamelCaseEnum<CooperationChoice>))]
public enum CooperationChoice
{
    /// <summary>Not asked yet.</summary>
    NotRecorded,

    /// <summary>Neither.</summary>
    Neither,

    /// <summary>Anonymous intelligence only.</summary>
    AnonymousIntelligence,

    /// <summary>Formal witness.</summary>
    Witness,
}

/// <summary>The current risk assessment. Source: .</summary>
public sealed record RiskFacts
{
    /// <summary>Opaque id; a release rests on it.</summary>
    [Reference] public required string Id { get; init; }

    /// <summary>When made.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Registrations or agencies named as a danger.</summary>
    [Name] public IReadOnlyList<string> NamedBodies { get; init; } = [];

    /// <summary>Persons named as a danger: opaque staff ids with their registration, <c>registration/person</c>.</summary>
    [Name(220)] public IReadOnlyList<string> NamedPersons { get; init; } = [];

    /// <summary>Countries named as a danger, two-letter codes.</summary>
    [Country] public IReadOnlyList<string> NamedAreas { get; init; } = [];

    /// <summary>Pathways on which disclosure raises risk to survivor or family, to whomever it goes.</summary>
    [Name] public IReadOnlyList<string> RaisedForPathways { get; init; } = [];

    /// <summary>Any disclosure raises risk.</summary>
    public bool RaisedGenerally { get; init; }

    /// <summary>New information came in: the assessment is being revised .</summary>
    public bool UnderRevision { get; init; }
}

/// <summary>State of a check that must exist before something passes.</summary>
[JsonConverter(typeof(CamelCaseEnum<CheckState>))]
public enum CheckState
{
    /// <summary>None made.</summary>
    Missing,

    /// <summary>Begun.</summary>
    Open,

    /// <summary>Done; nothing against it.</summary>
    Clear,

    /// <summary>Done; danger found.</summary>
    Raised,
}

/// <summary>Facts on return. Source: .</summary>
public sealed record ReturnFacts
{
    /// <summary>Risk assessment of the return.</summary>
    public CheckState RiskAssessment { get; init; }

    /// <summary>The person's informed, unpressured decision is on file.</summary>
    public bool DecisionOnFile { get; init; }

    /// <summary>For a child: best-interests decision of specialists who worked with the child .</summary>
    public bool BestInterestsDecision { get; init; }
}

/// <summary>Whether a channel to the survivor is safe. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ChannelState>))]
public enum ChannelState
{
    /// <summary>Unchecked: used for nothing.</summary>
    Unchecked,

    /// <summary>Checked and safe.</summary>
    Safe,

    /// <summary>Unsafe.</summary>
    Unsafe,
}
