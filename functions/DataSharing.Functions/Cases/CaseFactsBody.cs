namespace DataSharing.Functions.Cases;

/// <summary>
/// What a caseworker puts on record about a case: the facts that rules test, and no value of the record. What is left out
/// keeps the cautious default. Stops, participants and the case's standing are not here: they change at their own addresses.
/// </summary>
public sealed record CaseFactsBody
{
    public AgeFacts Age { get; init; } = new();
    public GuardianFacts Guardians { get; init; } = new();
    public CapacityFacts Capacity { get; init; } = new();
    [Country] public IReadOnlyList<string> StatesOfOrigin { get; init; } = [];
    [Country] public IReadOnlyList<string> ProtectionSoughtFrom { get; init; } = [];

    /// <summary>With a start and no end, the end is the national reflection period later.</summary>
    public ReflectionFacts Reflection { get; init; } = new();
    public CooperationChoice Cooperation { get; init; }

    /// <summary>She is held in custody now. Without it nothing is shared on the ground of detention.</summary>
    public bool InCustody { get; init; }
    public RiskFacts? Risk { get; init; }
    public ReturnFacts Return { get; init; } = new();
    public CheckState FamilyCheck { get; init; }
    [Reference] public string? ExceptionalReason { get; init; }

    /// <summary>
    /// Whom she bars. Each is a registration, an agency, a person (registration/person), an actor code, a State (state:XA) or an
    /// official register number (register:…); the last three also hold who is registered later. Of the agency that holds the case only a
    /// person: she may no longer read or change it.
    /// </summary>
    [Name(220)] public IReadOnlyList<string> BarredBodies { get; init; } = [];

    /// <summary>Who is in conflict with her, named as in barredBodies. They receive nothing on any ground.</summary>
    [Name(220)] public IReadOnlyList<string> Conflicts { get; init; } = [];
    public ChannelState SurvivorChannel { get; init; }
    public bool PhoneSafe { get; init; }
    public bool EmailSafe { get; init; }
    public IReadOnlyList<SuppressedPath> Suppressed { get; init; } = [];
    public IReadOnlyList<CourtOrder> CourtOrders { get; init; } = [];
    public IReadOnlyList<HandlingInput> Handling { get; init; } = [];
    public IReadOnlyList<ItemAgreement> ItemAgreements { get; init; } = [];

    /// <summary>
    /// Refused unless empty: a digest that a sender states proves nothing. What she approves is recorded at
    /// <c>content-approvals</c>, over what the system itself composed.
    /// </summary>
    public IReadOnlyList<System.Text.Json.JsonElement>? ApprovedTexts { get; init; }
    public IReadOnlyList<PurposeBound> PurposeBound { get; init; } = [];
    [Name] public IReadOnlyList<string> VolunteeredByChild { get; init; } = [];
    [Name] public IReadOnlyList<string> PrivateToChild { get; init; } = [];
    [Name] public IReadOnlyList<string> ReidentificationCheckedFor { get; init; } = [];
    public bool ChildInterviewRecorded { get; init; }
    public DateTimeOffset? ReconfirmSince { get; init; }
    [Name] public string? PermitAppliedOn { get; init; }

    /// <summary>As facts of a case. To be called with a checked body.</summary>
    public CaseFacts ToFacts(CaseId caseId, RegistrationId holder, int reflectionDays) => new()
    {
        Id = caseId,
        Holder = holder,
        Age = Age,
        Guardians = Guardians,
        Capacity = Capacity,
        StatesOfOrigin = StatesOfOrigin,
        ProtectionSoughtFrom = ProtectionSoughtFrom,
        Reflection = Reflection is { Start: { } start, End: null } ? Reflection with { End = start.AddDays(reflectionDays) } : Reflection,
        Cooperation = Cooperation,
        InCustody = InCustody,
        Risk = Risk,
        Return = Return,
        FamilyCheck = FamilyCheck,
        ExceptionalReason = ExceptionalReason,
        BarredBodies = BarredBodies,
        Conflicts = Conflicts,
        SurvivorChannel = SurvivorChannel,
        PhoneSafe = PhoneSafe,
        EmailSafe = EmailSafe,
        Suppressed = Suppressed,
        CourtOrders = CourtOrders,
        Handling = [.. Handling.Select(mark => mark.ToMark())],
        ItemAgreements = ItemAgreements,
        PurposeBound = PurposeBound,
        VolunteeredByChild = VolunteeredByChild,
        PrivateToChild = PrivateToChild,
        ReidentificationCheckedFor = ReidentificationCheckedFor,
        ChildInterviewRecorded = ChildInterviewRecorded,
        ReconfirmSince = ReconfirmSince,
        PermitAppliedOn = PermitAppliedOn,
    };

    public static CaseFactsBody From(CaseFacts facts) => new()
    {
        Age = facts.Age,
        Guardians = facts.Guardians,
        Capacity = facts.Capacity,
        StatesOfOrigin = facts.StatesOfOrigin,
        ProtectionSoughtFrom = facts.ProtectionSoughtFrom,
        Reflection = facts.Reflection,
        Cooperation = facts.Cooperation,
        InCustody = facts.InCustody,
        Risk = facts.Risk,
        Return = facts.Return,
        FamilyCheck = facts.FamilyCheck,
        ExceptionalReason = facts.ExceptionalReason,
        BarredBodies = facts.BarredBodies,
        Conflicts = facts.Conflicts,
        SurvivorChannel = facts.SurvivorChannel,
        PhoneSafe = facts.PhoneSafe,
        EmailSafe = facts.EmailSafe,
        Suppressed = facts.Suppressed,
        CourtOrders = facts.CourtOrders,
        Handling = [.. facts.Handling.Select(HandlingInput.From)],
        ItemAgreements = facts.ItemAgreements,
        PurposeBound = facts.PurposeBound,
        VolunteeredByChild = facts.VolunteeredByChild,
        PrivateToChild = facts.PrivateToChild,
        ReidentificationCheckedFor = facts.ReidentificationCheckedFor,
        ChildInterviewRecorded = facts.ChildInterviewRecorded,
        ReconfirmSince = facts.ReconfirmSince,
        PermitAppliedOn = facts.PermitAppliedOn,
    };
}

/// <summary>Grades and conditions of one item.</summary>
/// <param name="Path">Field path of the item.</param>
/// <param name="Originator">Registration that it comes from; its conditions hold.</param>
/// <param name="Source">Grade of the source, S1 to S5; left out: ungraded.</param>
/// <param name="Content">Grade of the content, C1 to C5; left out: ungraded.</param>
/// <param name="Handling">Handling code, H1 to H5: to whom it may go on; left out: to nobody.</param>
/// <param name="OriginatorState">The originator's State, which a handling code may stop at.</param>
/// <param name="Conditions">The originator's conditions in words; they travel with every copy.</param>
/// <param name="SpecialAuthority">Whether it may go on only under a special authority.</param>
/// <param name="AuthorityReference">Reference of that authority, once it is given.</param>
public sealed record HandlingInput(
    [Name] string Path,
    [Name] string Originator,
    [Name] string? Source = null,
    [Name] string? Content = null,
    [Name] string? Handling = null,
    [Country] string? OriginatorState = null,
    [Prose(2000)] string? Conditions = null,
    bool SpecialAuthority = false,
    [Reference] string? AuthorityReference = null)
{
    public HandlingMark ToMark() =>
        new(
            Path, Source, Content, Handling, new RegistrationId(Originator), OriginatorState, Conditions, SpecialAuthority,
            AuthorityReference);

    public static HandlingInput From(HandlingMark mark) => new(
        mark.Path, mark.Originator, mark.Source, mark.Content, mark.Handling, mark.OriginatorState, mark.Conditions, mark.SpecialAuthority,
        mark.AuthorityReference);
}

/// <summary>
/// Somebody, or a desk, involved in the case: exactly one of person and desk.
/// </summary>
/// <param name="ByDesk">The desk by which she joined, having opened what came to it: counts while she is its member. Left out: she
/// is named in her own right.</param>
public sealed record ParticipantInput(
    [Name] string RegistrationId,
    [Name] string? PersonId = null,
    [Name] string? DeskId = null,
    bool Interlocutor = false,
    bool ListedViewer = false,
    bool PlacementCircle = false,
    bool Lead = false,
    bool AssignedChildSpecialist = false,
    DateTimeOffset? Until = null,
    [Name] string? ByDesk = null)
{
    public Participant ToParticipant() => new(
        new RegistrationId(RegistrationId), PersonId is null ? null : new PersonId(PersonId), DeskId, Interlocutor, ListedViewer,
        PlacementCircle, Lead, AssignedChildSpecialist, Until, ByDesk);

    public static ParticipantInput From(Participant p) => new(
        p.RegistrationId, p.PersonId, p.DeskId, p.Interlocutor, p.ListedViewer, p.PlacementCircle, p.Lead, p.AssignedChildSpecialist,
        p.Until, p.ByDesk);
}

/// <summary>All participants of a case; a replacement takes the place of the whole list.</summary>
public sealed record ParticipantsBody(IReadOnlyList<ParticipantInput> Participants);
