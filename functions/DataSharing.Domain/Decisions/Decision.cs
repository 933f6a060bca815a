using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>Outcome of a request. Source: rules.md section 0, "Decisions".</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    /// <summary>Refused. The default of every doubt.</summary>
    [JsonStringEnumMemberName("REFUSE")] Refuse,

    /// <summary>Refused in a way that tells the asker nothing, not even that a case exists.</summary>
    [JsonStringEnumMemberName("NEUTRAL")] Neutral,

    /// <summary>Waits for a person or fact.</summary>
    [JsonStringEnumMemberName("HOLD")] Hold,

    /// <summary>The permitted part of what was asked.</summary>
    [JsonStringEnumMemberName("PARTIAL")] Partial,

    /// <summary>Everything asked for, or the pathway's set when nothing was named.</summary>
    [JsonStringEnumMemberName("RELEASE")] Release,

    /// <summary>The minimum set on a listed ground, without consent.</summary>
    [JsonStringEnumMemberName("OVERRIDE")] Override,
}

/// <summary>How a released value is changed.</summary>
[JsonConverter(typeof(CamelCaseEnum<Treatment>))]
public enum Treatment
{
    /// <summary>Not released.</summary>
    None,

    /// <summary>As it is.</summary>
    AsIs,

    /// <summary>Only what <see cref="FieldVerdict.Limit"/> lets through.</summary>
    Limited,

    /// <summary>Made coarser by <see cref="FieldVerdict.Generaliser"/>.</summary>
    Generalised,

    /// <summary>Replaced by a handle made for this delivery.</summary>
    NewHandle,
}

/// <summary>Verdict on one field: released with a treatment, or withheld for one reason.</summary>
/// <param name="Path">Field path.</param>
/// <param name="Treatment">Treatment; <see cref="Decisions.Treatment.None"/> when withheld.</param>
/// <param name="Limit">Present exactly when limited.</param>
/// <param name="Generaliser">Present exactly when generalised.</param>
/// <param name="Reason">Reason kind; null when released.</param>
/// <param name="RuleId">The rule that withheld it, or that let it pass.</param>
public readonly record struct FieldVerdict(
    string Path, Treatment Treatment, PortionLimit? Limit, Generaliser? Generaliser, string? Reason, string RuleId)
{
    /// <summary>Ids of the items that are left out of a released list, sorted; null: none is .</summary>
    public IReadOnlyList<string>? Without { get; init; }

    /// <summary>Whether it is released.</summary>
    [JsonIgnore]
    public bool Released => Treatment != Treatment.None;

    /// <summary>The field's group.</summary>
    [JsonIgnore]
    public string Group => Path[..Path.IndexOf('.', StringComparison.Ordinal)];
}

/// <summary>Remarks a reviewer must see; they change no outcome.</summary>
public static class DecisionFlags
{
    /// <summary>She was never told that this could happen without her consent.</summary>
    public const string NoticeMissing = "override.noticeMissing";
    /// <summary>It is out at once, and a second person has to confirm it .</summary>
    public const string SecondPersonPending = "override.secondPersonPending";
    /// <summary>A bar of hers speaks against the recipient, and danger to life outweighs it.</summary>
    public const string BarOutweighed = "override.barOutweighed";
    /// <summary>No agreement covers it: one of its grounds needs none.</summary>
    public const string AgreementWaived = "agreement.waived";
    /// <summary>Her consent was spoken, not signed.</summary>
    public const string VoiceOnly = "consent.voiceOnly";
    /// <summary>She is to be told as soon as that is safe.</summary>
    public const string NotifySurvivorWhenSafe = "override.tellSurvivor";
    /// <summary>A reviewer of the holder is to look at it.</summary>
    public const string AlertReviewer = "reviewer.alert";
    /// <summary>The holder is to be told of it.</summary>
    public const string NotifyCaseHolder = "holder.alert";
}

/// <summary>
/// What was decided on one request, field by field, and on which versions it rested. The same inputs give the same
/// decision and the same digest, years later.
/// </summary>
public sealed record Decision
{
    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>Outcome.</summary>
    public DecisionKind Kind { get; init; }

    /// <summary>
    /// The first reason in evaluation order; null when everything asked passes, and for an override: what was held back of its
    /// set is no reason for it.
    /// </summary>
    public Reason? Reason { get; init; }

    /// <summary>
    /// Why it was decided so, for people: the reason's kind, or the ground of what goes without consent; null when everything
    /// asked passes.
    /// </summary>
    [JsonIgnore]
    public string? Because => Kind == DecisionKind.Override && Ground is { } ground ? WireCode.Of(ground) : Reason?.Kind;

    /// <summary>All reasons that speak against or hold the whole request, in evaluation order.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>
    /// Exactly one verdict for each field asked for (or of the pathway's set), in catalogue order of the request. Nothing is
    /// released unless <see cref="Releases"/>.
    /// </summary>
    public IReadOnlyList<FieldVerdict> Fields { get; init; } = [];

    /// <summary>
    /// Paths that passed and were not in the package, since the record held nothing of them that could go. Empty until there
    /// is a package.
    /// </summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>For an override: paths of its minimum set that the record does not answer. The rest passes without them .</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>
    /// Facts on which safety rests whose two places differ: for the holder, its reviewers and its officer. Which facts, and not
    /// what either place says: a decision is kept, and that is read in the case.
    /// </summary>
    public IReadOnlyList<SafetyFact> Contradicted { get; init; } = [];

    /// <summary>Tier it was decided at; null when it never came so far.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Pathway id.</summary>
    public required string Pathway { get; init; }

    /// <summary>Purpose code; empty for an unknown pathway.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Who started it.</summary>
    public Direction Direction { get; init; }

    /// <summary>Sending registration.</summary>
    public required RegistrationId Sender { get; init; }

    /// <summary>Receiving registration.</summary>
    public required RegistrationId Recipient { get; init; }

    /// <summary>Ground, for an override.</summary>
    public OverrideGround? Ground { get; init; }

    /// <summary>Remarks for reviewers, as codes.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The asker learns nothing: its view equals that of a case that does not exist .</summary>
    public bool NeutralToAsker { get; init; }

    /// <summary>Removal is barred: the one marker the removal body may have (SC-026).</summary>
    public bool RemovalBarMarker { get; init; }

    /// <summary>The consent it rests on, or null.</summary>
    public ConsentId? ConsentId { get; init; }

    /// <summary>Its version; 0 without one.</summary>
    public int ConsentVersion { get; init; }

    /// <summary>The scope of it, or null.</summary>
    public ScopeId? ScopeId { get; init; }

    /// <summary>The recipient's desk that it goes to, or null: it goes to a person, or the recipient has none .</summary>
    public string? Desk { get; init; }

    /// <summary>The approval that what goes must be, word for word, or null: no content was fixed .</summary>
    public string? ApprovalId { get; init; }

    /// <summary>The agreement it rests on, or null.</summary>
    public AgreementId? AgreementId { get; init; }

    /// <summary>Its version; 0 without one.</summary>
    public int AgreementVersion { get; init; }

    /// <summary>The risk assessment it rests on, or null .</summary>
    public string? RiskAssessmentId { get; init; }

    /// <summary>Version of the policy.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>Edition of the national profile.</summary>
    public required string ProfileVersion { get; init; }

    /// <summary>Version of the recipient's confidentiality policy, stamped on each access, or null.</summary>
    public string? ConfidentialityPolicyVersion { get; init; }

    /// <summary>Digest of the facts.</summary>
    public required string FactsDigest { get; init; }

    /// <summary>Epochs seen: another one later means that no byte leaves.</summary>
    public Epochs Epochs { get; init; } = new(0, 0, 0, 0);

    /// <summary>When it was decided.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>Whether it lets anything out.</summary>
    [JsonIgnore]
    public bool Releases => Kind is DecisionKind.Release or DecisionKind.Partial or DecisionKind.Override;

    /// <summary>What it lets out rests on no consent: on an override's ground, or on a duty.</summary>
    [JsonIgnore]
    public bool WithoutConsent => Releases && ConsentId is null;

    /// <summary>
    /// Nothing speaks against the request as a whole; it passes none of its fields, which is a matter of what is on record.
    /// </summary>
    [JsonIgnore]
    public bool IsOnFields { get; init; }

    /// <summary>
    /// This decision where the values turn out to hold nothing that passes: refused, or, for an override, held until what the body
    /// needs is on record.
    /// </summary>
    public Decision WithoutContent()
    {
        bool waits = Kind == DecisionKind.Override;
        string[] lacking = Fields.Where(f => f.Released).Select(f => f.Path).Concat(Gaps).Distinct(StringComparer.Ordinal).ToArray();
        Reason reason = waits
            ? new Reason(ReasonKinds.RecordMissing, "R-272", 9, HoldFacts.RecordMissing, lacking)
            : new Reason(ReasonKinds.RecordMissing, "R-283", 9);
        return this with
        {
            Kind = waits ? DecisionKind.Hold : DecisionKind.Refuse,
            Reason = reason,
            Reasons = [.. Reasons, reason],
            Fields = [.. Fields.Select(
                f => f.Released ? new FieldVerdict(f.Path, Treatment.None, null, null, reason.Kind, reason.RuleId) : f)],
            Tier = null,
        };
    }

    /// <summary>This decision where deciding or carrying it out failed: refused, for any failure refuses .</summary>
    public Decision Faulted() => this with
    {
        Kind = DecisionKind.Refuse,
        Reason = Fault,
        Reasons = [Fault],
        Fields = [.. Fields.Select(field => new FieldVerdict(field.Path, Treatment.None, null, null, Fault.Kind, Fault.RuleId))],
        Tier = null,
    };

    private static readonly Reason Fault = new(Reason.Fault, "R-001", 12);

    /// <summary>Whether something of a field leaves: it passes, and the package holds it.</summary>
    public bool Sends(FieldVerdict field) => Releases && field.Released && !Absent.Contains(field.Path);

    /// <summary>Whether a field leaves under this decision.</summary>
    public bool ReleasesField(string path)
    {
        if (!Releases)
            return false;
        foreach (FieldVerdict verdict in Fields)
            if (verdict.Path == path)
                return verdict.Released;
        return false;
    }
}

/// <summary>Epochs of the documents a decision read; 0 where there was none.</summary>
/// <param name="Case">The case head's.</param>
/// <param name="Sender">The sender's registration's.</param>
/// <param name="Recipient">The recipient's registration's.</param>
/// <param name="Agreement">The agreement's.</param>
public sealed record Epochs(long Case, long Sender, long Recipient, long Agreement);
