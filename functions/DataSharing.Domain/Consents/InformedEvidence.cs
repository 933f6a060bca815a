namespace DataSharing.Domain.Consents;

/// <summary>How the consent was taken. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ConsentMode>))]
public enum ConsentMode
{
    /// <summary>Face to face: the rule.</summary>
    InPerson,

    /// <summary>Secure video.</summary>
    Video,

    /// <summary>Voice only: valid, flagged for reconfirmation.</summary>
    Voice,
}

/// <summary>How it is kept. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ConsentForm>))]
public enum ConsentForm
{
    /// <summary>Nothing retrievable: invalid.</summary>
    None,

    /// <summary>Written and signed.</summary>
    Written,

    /// <summary>Voice recording, with read-back.</summary>
    VoiceRecord,

    /// <summary>Video recording, with read-back.</summary>
    VideoRecord,
}

/// <summary>Answer of a child. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ChildAnswer>))]
public enum ChildAnswer
{
    /// <summary>Not asked: the record is incomplete.</summary>
    NotRecorded,

    /// <summary>Agrees.</summary>
    Agrees,

    /// <summary>Says no: holds non-urgent sharing.</summary>
    Dissents,

    /// <summary>Too young or unwell to say, recorded with reasons.</summary>
    UnableToSay,
}

/// <summary>What was found about capacity for one decision. Source: R-148.</summary>
[JsonConverter(typeof(CamelCaseEnum<CapacityFinding>))]
public enum CapacityFinding
{
    /// <summary>Not looked at.</summary>
    NotAssessed,

    /// <summary>The person can decide this.</summary>
    HasCapacity,

    /// <summary>The person cannot decide this now.</summary>
    LacksCapacity,
}

/// <summary>Proof that a consent was informed, specific and free. Source: .</summary>
public sealed record InformedEvidence
{
    /// <summary>
    /// Staff id, at the agency that holds the case, of who explained the consequences; of another agency as
    /// <c>registration/person</c>; null: not recorded.
    /// </summary>
    [Reference] public string? ExplainedBy { get; init; }

    /// <summary>When, before she agreed; null: not recorded .</summary>
    public DateTimeOffset? ExplainedAt { get; init; }

    /// <summary>Language of the explanation, BCP 47, or null .</summary>
    [Language] public string? Language { get; init; }

    /// <summary>The person fully understands that language .</summary>
    public bool LanguageUnderstood { get; init; }

    /// <summary>Risks and consequences of yes and of no were explained.</summary>
    public bool ConsequencesExplained { get; init; }

    /// <summary>Alternatives were explained.</summary>
    public bool AlternativesExplained { get; init; }

    /// <summary>Confidentiality was explained before anything was collected .</summary>
    public bool ConfidentialityExplained { get; init; }

    /// <summary>Told that an opened criminal case may go on after withdrawal; needed before sharing with police .</summary>
    public bool ToldCaseMayContinue { get; init; }

    /// <summary>Told of silence, non-self-incrimination, non-co-operation, procedures, times and outcomes .</summary>
    public bool ToldJusticeRights { get; init; }

    /// <summary>Time to reflect was given .</summary>
    public bool TimeToReflect { get; init; }

    /// <summary>Opaque id of the session in which this was first explained .</summary>
    [Reference] public string? FirstExplainedInSession { get; init; }

    /// <summary>Opaque id of the session in which it was given.</summary>
    [Reference] public string? GivenInSession { get; init; }

    /// <summary>An urgent safeguarding risk is recorded, so time to reflect could not be given .</summary>
    public bool UrgentSafeguarding { get; init; }

    /// <summary>Other purposes the same signature or act covers; must be empty .</summary>
    [Reference] public IReadOnlyList<string> OtherPurposesInAct { get; init; } = [];

    /// <summary>The interpreter, or null when none was needed.</summary>
    public InterpreterEvidence? Interpreter { get; init; }

    /// <summary>How it was taken .</summary>
    public ConsentMode Mode { get; init; }

    /// <summary>How it is kept .</summary>
    public ConsentForm Form { get; init; }

    /// <summary>Signed, or affirmed in the recording .</summary>
    public bool Signed { get; init; }

    /// <summary>Reference to the kept form, or null .</summary>
    [Reference] public string? FormReference { get; init; }

    /// <summary>Why a recording stands for writing: literacy, memory or disability; needed for a recording .</summary>
    public bool RecordingForAccessNeed { get; init; }

    /// <summary>Capacity for this very decision .</summary>
    public CapacityFinding Capacity { get; init; }

    /// <summary>Disorientation or another concern was noted when it was taken.</summary>
    public bool CapacityConcernNoted { get; init; }

    /// <summary>Everyone present beside the person, explainer and interpreter .</summary>
    [Most(50)] public IReadOnlyList<PersonPresent> Present { get; init; } = [];

    /// <summary>Leading, haste or pressure was seen .</summary>
    public bool Pressure { get; init; }

    /// <summary>The person said it back in own words (SN-21).</summary>
    public bool ReadBackInOwnWords { get; init; }

    /// <summary>Who gave legal consent for a child, or null for an adult's own .</summary>
    public GuardianConsent? Guardian { get; init; }

    /// <summary>The child's answer; <see cref="ChildAnswer.NotRecorded"/> for an adult .</summary>
    public ChildAnswer Child { get; init; }

    /// <summary>The child was informed in an age-appropriate way .</summary>
    public bool ChildInformed { get; init; }
}

/// <summary>The interpreter at a consent. Source: .</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="VettingReference">Proof of vetting on record, or null.</param>
/// <param name="VettedUntil">End, exclusive, of that vetting, or null.</param>
/// <param name="Language">Language interpreted, BCP 47.</param>
/// <param name="RelatedOrAssociated">Relative, friend or associate .</param>
/// <param name="OwnCommunity">From the person's own community.</param>
/// <param name="PersonPrefersOwnCommunity">The person wished that .</param>
/// <param name="ChildSpecialised">Trained for children .</param>
public sealed record InterpreterEvidence(
    [Reference] string Id,
    [Reference] string? VettingReference,
    DateTimeOffset? VettedUntil,
    [Language] string Language,
    bool RelatedOrAssociated = false,
    bool OwnCommunity = false,
    bool PersonPrefersOwnCommunity = false,
    bool ChildSpecialised = false);

/// <summary>Someone else in sight or hearing. Source: .</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Role">Role in words, e.g. <c>supportPerson</c>.</param>
/// <param name="Vetted">Known and vetted.</param>
/// <param name="MayControl">May control the person .</param>
public sealed record PersonPresent([Reference] string Id, [Reference] string Role, bool Vetted, bool MayControl = false);

/// <summary>Who consented for a child. Source: .</summary>
/// <param name="Id">Opaque id of the guardian.</param>
/// <param name="Capacity">In which role.</param>
/// <param name="At">When.</param>
public sealed record GuardianConsent([Reference] string Id, GuardianCapacity Capacity, DateTimeOffset At);

/// <summary>In which role somebody consents for a child.</summary>
[JsonConverter(typeof(CamelCaseEnum<GuardianCapacity>))]
public enum GuardianCapacity
{
    /// <summary>The parental (legal) guardian: the only one who may.</summary>
    ParentalGuardian,

    /// <summary>Guardian advocate: supports, never signs .</summary>
    GuardianAdvocate,

    /// <summary>A relative or carer without appointment.</summary>
    Unappointed,

    /// <summary>A court that continues or replaces the guardian's authority .</summary>
    Court,
}
