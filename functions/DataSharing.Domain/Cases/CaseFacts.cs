namespace DataSharing.Domain.Cases;

/// <summary>
/// Everything the rules need to know about one person's file, without one value of it. Default: the cautious answer, so
/// that a missing fact never opens anything. Source: design.md "Decide"; rules.md.
/// </summary>
public sealed record CaseFacts
{
    /// <summary>Opaque case id.</summary>
    public required CaseId Id { get; init; }

    /// <summary>Registration id of the holder (controller).</summary>
    public required RegistrationId Holder { get; init; }

    /// <summary>The case is closed: nothing passes.</summary>
    public bool Closed { get; init; }

    /// <summary>Age and doubt about it.</summary>
    public AgeFacts Age { get; init; } = new();

    /// <summary>Guardians, for a child.</summary>
    public GuardianFacts Guardians { get; init; } = new();

    /// <summary>Capacity.</summary>
    public CapacityFacts Capacity { get; init; } = new();

    /// <summary>Two-letter codes of States of origin; bodies of these are origin-State bodies .</summary>
    public IReadOnlyList<string> StatesOfOrigin { get; init; } = [];

    /// <summary>Two-letter codes of States from which protection is sought: their bodies get nothing .</summary>
    public IReadOnlyList<string> ProtectionSoughtFrom { get; init; } = [];

    /// <summary>Reflection and identification.</summary>
    public ReflectionFacts Reflection { get; init; } = new();

    /// <summary>Her choice on co-operation with the authorities .</summary>
    public CooperationChoice Cooperation { get; init; }

    /// <summary>She is held in custody now: the fact without which the ground of detention opens nothing .</summary>
    public bool InCustody { get; init; }

    /// <summary>The current risk assessment, or null.</summary>
    public RiskFacts? Risk { get; init; }

    /// <summary>Return.</summary>
    public ReturnFacts Return { get; init; } = new();

    /// <summary>Risk check on the family, for tracing and reunification .</summary>
    public CheckState FamilyCheck { get; init; }

    /// <summary>Recorded exceptional reason for naming a child in tracing, or null.</summary>
    public string? ExceptionalReason { get; init; }

    /// <summary>Whom the survivor bars: names as <see cref="Bars"/> reads them .</summary>
    public IReadOnlyList<string> BarredBodies { get; init; } = [];

    /// <summary>Who is hostile for this case: names as <see cref="Bars"/> reads them .</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <summary>Who is involved, by person or desk .</summary>
    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>
    /// Persons (<c>registration/person</c>) whom the holder took off the case: opening what comes to a desk does not bring them
    /// back; being named again does.
    /// </summary>
    public IReadOnlyList<string> TakenOff { get; init; } = [];

    /// <summary>Whether the survivor's own channel is safe .</summary>
    public ChannelState SurvivorChannel { get; init; }

    /// <summary>Whether the phone number on file is recorded safe.</summary>
    public bool PhoneSafe { get; init; }

    /// <summary>Whether the e-mail address on file is recorded safe.</summary>
    public bool EmailSafe { get; init; }

    /// <summary>Expunged, vacated or sealed entries .</summary>
    public IReadOnlyList<SuppressedPath> Suppressed { get; init; } = [];

    /// <summary>Court orders on record.</summary>
    public IReadOnlyList<CourtOrder> CourtOrders { get; init; } = [];

    /// <summary>Grades and dissemination conditions by path .</summary>
    public IReadOnlyList<HandlingMark> Handling { get; init; } = [];

    /// <summary>Paths agreed item by item for one recipient .</summary>
    public IReadOnlyList<ItemAgreement> ItemAgreements { get; init; } = [];

    /// <summary>
    /// Contents the survivor approved and has not taken back, in the order of approval; what they are lies under the case key
    ///
    /// </summary>
    public IReadOnlyList<ContentApproval> Approvals { get; init; } = [];

    /// <summary>Paths whose values were given for one purpose only and are not reused .</summary>
    public IReadOnlyList<PurposeBound> PurposeBound { get; init; } = [];

    /// <summary>Paths that hold a child's volunteered account from first questioning .</summary>
    public IReadOnlyList<string> VolunteeredByChild { get; init; } = [];

    /// <summary>Paths the child asked to keep private, even from the guardian advocate .</summary>
    public IReadOnlyList<string> PrivateToChild { get; init; } = [];

    /// <summary>A re-identification check found that nobody can be singled out: by pathway .</summary>
    public IReadOnlyList<string> ReidentificationCheckedFor { get; init; } = [];

    /// <summary>An interview of the child is recorded: authorised reuse comes before a new package .</summary>
    public bool ChildInterviewRecorded { get; init; }

    /// <summary>
    /// Consents given or reconfirmed before this must be reconfirmed first: a new professional joined, an assessment review
    /// or recovery changed the ground. Null: none is due.
    /// </summary>
    public DateTimeOffset? ReconfirmSince { get; init; }

    /// <summary>The survivor applied for a permit on this ground: <c>personal</c>, <c>coOperation</c>, or null .</summary>
    public string? PermitAppliedOn { get; init; }

    /// <summary>Stops in force, in their order .</summary>
    public IReadOnlyList<Stop> Stops { get; init => field = StopOrder.Numbered(value); } = [];

    /// <summary>The highest time that the case has seen; null: none.</summary>
    public DateTimeOffset? HighestTime { get; init; }

    /// <summary>
    /// The time by which something ends: the highest that the case has seen, so that what expired stays expired when a clock
    /// steps back. What begins, and majority, is judged by the present, so that nothing begins and no protection ends early.
    /// </summary>
    public DateTimeOffset EndsBy(DateTimeOffset now) => HighestTime is { } highest && highest > now ? highest : now;

    /// <summary>
    /// The same for what was recorded as <paramref name="recordedAs"/> in the case's log: a correction of a clock brings
    /// nothing back.
    /// </summary>
    public DateTimeOffset EndsBy(DateTimeOffset now, long recordedAs) => Corrections.EndsBy(HighestTime, now, recordedAs);

    /// <summary>Corrections of a clock that was ahead, in their order.</summary>
    public IReadOnlyList<ClockCorrection> Corrections { get; init; } = [];

    /// <summary>Epoch of the case head.</summary>
    public long Epoch { get; init; }
}

/// <summary>Somebody of an agency, or a desk, involved in the case. Source: .</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="PersonId">Opaque staff id, or null for a desk.</param>
/// <param name="DeskId">Desk id, or null for a person.</param>
/// <param name="Interlocutor">The designated contact of a force that has one (D:14775-14785).</param>
/// <param name="ListedViewer">On the viewing list the judicial body set for a recording .</param>
/// <param name="PlacementCircle">Member of the placement circle .</param>
/// <param name="Lead">Lead professional .</param>
/// <param name="AssignedChildSpecialist">Child specialist assigned to this child .</param>
/// <param name="Until">End, exclusive, of participation, or null.</param>
/// <param name="ByDesk">The desk by which this person joined, having opened what came to it: counts while she is its member.
/// Null: named in her own right.</param>
public sealed record Participant(
    RegistrationId RegistrationId,
    PersonId? PersonId,
    string? DeskId = null,
    bool Interlocutor = false,
    bool ListedViewer = false,
    bool PlacementCircle = false,
    bool Lead = false,
    bool AssignedChildSpecialist = false,
    DateTimeOffset? Until = null,
    string? ByDesk = null);

/// <summary>An entry that must not appear. Source: .</summary>
/// <param name="Path">Field path.</param>
/// <param name="SealedOnly">Sealed: opens on a court order. False: expunged or vacated, never opens.</param>
/// <param name="Item">Id of the one item of a list that must not appear; null: the whole field.</param>
public sealed record SuppressedPath([Name] string Path, bool SealedOnly, [Reference] string? Item = null);

/// <summary>An order of a court. Source: R-055 (g), R-107, R-109, R-241.</summary>
/// <param name="Reference">Reference of the order.</param>
/// <param name="RecipientId">Registration that may receive.</param>
/// <param name="Paths">Exactly the paths it names.</param>
/// <param name="ValidUntil">End, exclusive.</param>
/// <param name="PersonNotified">The person was given notice .</param>
public sealed record CourtOrder(
    [Reference] string Reference,
    [Name] RegistrationId RecipientId,
    [Name] IReadOnlyList<string> Paths,
    DateTimeOffset ValidUntil,
    bool PersonNotified)
{
    /// <summary>Whether it names this path for this registration and is in force.</summary>
    public bool Opens(string path, RegistrationId recipient, DateTimeOffset now)
    {
        if (RecipientId != recipient || now >= ValidUntil)
            return false;
        for (int i = 0; i < Paths.Count; i++)
            if (Paths[i] == path)
                return true;
        return false;
    }
}

/// <summary>Grades of the item at a path. Source: .</summary>
/// <param name="Path">Field path.</param>
/// <param name="Source">S1 to S5, or null: ungraded.</param>
/// <param name="Content">C1 to C5, or null.</param>
/// <param name="Handling">H1 to H5, or null: no dissemination permission.</param>
/// <param name="Originator">Registration id of the originator.</param>
/// <param name="OriginatorState">Two-letter code of the originator's own State; null: unknown, so a code that depends on it refuses
/// .</param>
/// <param name="Conditions">Conditions in words; they travel with every copy .</param>
/// <param name="SpecialAuthority">Special handling demands a higher authority .</param>
/// <param name="AuthorityReference">That authority's written approval with risk assessment, or null.</param>
public sealed record HandlingMark(
    string Path,
    string? Source,
    string? Content,
    string? Handling,
    RegistrationId Originator,
    string? OriginatorState = null,
    string? Conditions = null,
    bool SpecialAuthority = false,
    string? AuthorityReference = null);

/// <summary>The survivor agreed that this item goes to this recipient. Source: .</summary>
/// <param name="Path">Field path.</param>
/// <param name="RecipientId">Registration.</param>
/// <param name="ItemDigest">Digest of the item, or null for the field as it stands.</param>
public sealed record ItemAgreement([Name] string Path, [Name] RegistrationId RecipientId, [Digest] string? ItemDigest = null);

/// <summary>
/// That the survivor approved one exact content for one recipient. Whether a package is that content, its digest tells, which
/// is computed where the values are. Source.
/// </summary>
/// <param name="Id">Opaque id.</param>
/// <param name="RecipientId">Registration.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Tier">Tier.</param>
/// <param name="Paths">The fields in it; exactly these go. Of prose, none but what stands here: she heard these words .</param>
/// <param name="HasLetter">A letter goes along.</param>
/// <param name="Matter">The matter it is for, where each is a sharing of its own: it lets nothing go in another one.</param>
public sealed record ContentApproval(
    string Id, RegistrationId RecipientId, string Pathway, Policy.Tier Tier, IReadOnlyList<string> Paths, bool HasLetter,
    string? Matter = null);

/// <summary>A value given for some purposes only. Source: .</summary>
/// <param name="Path">Field path.</param>
/// <param name="Purposes">Purposes it was given for.</param>
public sealed record PurposeBound([Name] string Path, [Name] IReadOnlyList<string> Purposes);
