namespace DataSharing.Domain.Policy;

/// <summary>How long a kind of data is kept. Source: R-169; design.md, "Retention".</summary>
/// <param name="Class">Key, e.g. <c>package</c>.</param>
/// <param name="Keep">Longest time.</param>
/// <param name="From">Event it runs from: <c>created</c>, <c>closed</c> or <c>ended</c>.</param>
/// <param name="Source">Rule or article.</param>
public sealed record RetentionRule(string Class, TimeSpan Keep, string From, string Source);

/// <summary>A foreign State's standing for transfers. Source: R-201; Convention 108+, Article 14.</summary>
/// <param name="Country">ISO 3166-1 alpha-2 code, or a user-assigned one.</param>
/// <param name="Basis"><c>adequate</c> or <c>agreement</c>.</param>
/// <param name="Source">Rule or article.</param>
public sealed record ForeignSafeguard(string Country, string Basis, string Source);

/// <summary>A duty to report that the law lays on some actors. Source: .</summary>
/// <param name="Id">Stable id.</param>
/// <param name="What">What must be reported.</param>
/// <param name="Reporters">Actor codes bound.</param>
/// <param name="To">Actor code that receives.</param>
/// <param name="OverrideSet">Id of the override set that carries it.</param>
/// <param name="Source">Rule.</param>
public sealed record ReportingDuty(string Id, string What, FrozenSet<string> Reporters, string To, string OverrideSet, string Source);

/// <summary>
/// The national settings: the defaults of rules.md section 18 as the country confirmed them. Floors and caps are
/// checked when it is loaded. A setting that nothing reads has no place here: the loader refuses it, and a test looks for the
/// reader of each. Source: rules.md section 18; each setting's rule is in <see cref="Sources"/>.
/// </summary>
public sealed record NationalProfile
{
    /// <summary>User-assigned country code.</summary>
    public required string Country { get; init; }

    /// <summary>Name of the country.</summary>
    public required string Name { get; init; }

    /// <summary>Version the country gave its settings.</summary>
    public required string Edition { get; init; }

    /// <summary>Age in years from which a person is an adult.</summary>
    public required int AgeOfMajority { get; init; }

    /// <summary>Age in years from which a child may consent alone; at most the age of majority.</summary>
    public required int ChildConsentAge { get; init; }

    /// <summary>Length of recovery and reflection in days; never below <see cref="ReflectionFloorDays"/>.</summary>
    public required int ReflectionDays { get; init; }

    /// <summary>The treaty floor in days; 30 or more .</summary>
    public required int ReflectionFloorDays { get; init; }

    /// <summary>Most children per guardian advocate; at most 20.</summary>
    public required int GuardianCaseloadCap { get; init; }

    /// <summary>Most named members of one contact desk; 1 to 20.</summary>
    public required int DeskMemberCap { get; init; }

    /// <summary>Longest time between consent reviews .</summary>
    public required TimeSpan ConsentReviewInterval { get; init; }

    /// <summary>Longest time between agreement reviews .</summary>
    public required TimeSpan AgreementReviewInterval { get; init; }

    /// <summary>How long a risk assessment may carry releases before it is re-checked .</summary>
    public required TimeSpan RiskAssessmentValidity { get; init; }

    /// <summary>How long a HOLD waits where a pathway sets no other time.</summary>
    public required TimeSpan HoldClock { get; init; }

    /// <summary>Within this time a second person confirms an override .</summary>
    public required TimeSpan OverrideConfirmation { get; init; }

    /// <summary>Within this time a recipient attests deletion after a stop .</summary>
    public required TimeSpan DeletionAttestation { get; init; }

    /// <summary>How far two clocks may differ that are right (design.md, "Order of stops"); at most an hour.</summary>
    public required TimeSpan ClockSkew { get; init; }

    /// <summary>How long an allowed release stays collectable; at most 30 days.</summary>
    public required TimeSpan ReleaseLifetime { get; init; }

    /// <summary>A child's recorded dissent holds non-urgent sharing .</summary>
    public required bool ChildDissentHolds { get; init; }

    /// <summary>Pathways that run for a child without a guardian .</summary>
    public required FrozenSet<string> WithoutGuardian { get; init; }

    /// <summary>Pathways that run for an adult without capacity .</summary>
    public required FrozenSet<string> WithoutCapacity { get; init; }

    /// <summary>The national child-protection authority: actor codes. A bar yields to a duty towards it .</summary>
    public required FrozenSet<string> ChildProtection { get; init; }

    /// <summary>Override grounds that national law confirms .</summary>
    public required FrozenSet<OverrideGround> OverrideGrounds { get; init; }

    /// <summary>Duties to report, by id.</summary>
    public required FrozenDictionary<string, ReportingDuty> ReportingDuties { get; init; }

    /// <summary>Retention by class.</summary>
    public required FrozenDictionary<string, RetentionRule> Retention { get; init; }

    /// <summary>Foreign States with safeguards, by country code; any other is refused .</summary>
    public required FrozenDictionary<string, ForeignSafeguard> ForeignSafeguards { get; init; }

    /// <summary>Rule or article behind each setting, by its name in the file.</summary>
    public required FrozenDictionary<string, string> Sources { get; init; }
}
