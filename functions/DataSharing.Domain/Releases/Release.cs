using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Releases;

/// <summary>A sealed package and its way. Exists only together with its log entry.</summary>
public sealed record Release
{
    /// <summary>That of its request.</summary>
    public required RequestId Id { get; init; }

    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>The decision it carries out, with every reason: for the holder's eyes.</summary>
    public required Decision Decision { get; init; }

    /// <summary>The recipient's desk that it went to, whose members open it; null: it went to a person.</summary>
    public string? Desk { get; init; }

    /// <summary>
    /// The claim under which it went without consent; null: it went with consent, or by a duty. Stays when the request is
    /// disposed of.
    /// </summary>
    public OverrideClaim? Override { get; init; }

    /// <summary>Where it stands. A stop or a date holds also before it is marked here.</summary>
    public ReleaseState State { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset ReleasedAt { get; init; }

    /// <summary>Its end, exclusive, where nothing ends it before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When its end was marked; null: it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the consent it rests on was given; null without consent. Kept for people: no rule reads it.</summary>
    public DateTimeOffset? AgreedAt { get; init; }

    /// <summary>
    /// Place of the last stop on the head that it was committed under: the stops that it has seen. 0: none, or from
    /// before this was kept.
    /// </summary>
    public long SeenStops { get; init; }

    /// <summary>Version of the record that it was sealed from; 0: there was none. Null in releases from before this was kept.</summary>
    public long? RecordVersion { get; init; }

    /// <summary>Sequence of the case's log that it was committed at; 0: from before this was kept.</summary>
    public long RecordedAs { get; init; }

    /// <summary>
    /// The highest time that the case had seen before: by that time it does not end. Null: none, or from before this was kept.
    /// </summary>
    public DateTimeOffset? SeenTime { get; init; }

    /// <summary>The matter or ground that it is for; null where its sharing has none.</summary>
    public string? Matter { get; init; }

    /// <summary>Header, IV and wrapped content key; null once destroyed, and then nobody can open the blob.</summary>
    public PackageEnvelope? Envelope { get; init; }

    /// <summary>The ciphertext; deleted after the end.</summary>
    public required BlobReference Blob { get; init; }

    /// <summary>Its request was disposed of, and the recipient had never confirmed that what it fetched is destroyed.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>By collection id.</summary>
    public IReadOnlyDictionary<string, Collection> Collections { get; init; } = new Dictionary<string, Collection>();

    /// <summary>Neither ended nor stopped, as far as it says itself; a stop and a date hold before they are marked in it.</summary>
    [JsonIgnore]
    public bool IsOpen => State.IsOpen();

    /// <summary>Whether a stop ends this release. One that rests on no consent (an override) is not a matter of withdrawal.</summary>
    public bool IsCoveredBy(Stop stop) =>
        Decision is { ConsentId: { } consent, ScopeId: { } scope } && stop.Covers(consent, scope, Key, SeenStops);

    /// <summary>Whether it is about the sharing of this release at all, also where the release came after it.</summary>
    public bool IsAbout(Stop stop) => Decision is { ConsentId: { } consent, ScopeId: { } scope } && stop.IsAbout(consent, scope, Key);

    /// <summary>Collections of which something may have arrived.</summary>
    [JsonIgnore]
    public int Fetched => Collections.Values.Count(one => one.MayHaveArrived);

    /// <summary>The same, by what the clock said: for attestations that do not count them.</summary>
    public int FetchedBy(DateTimeOffset at) => Collections.Values.Count(one => one.MayHaveArrived && one.At <= at);

    /// <summary>The first time that the recipient got something; null: never.</summary>
    [JsonIgnore]
    public DateTimeOffset? CollectedAt =>
        Collections.Values.Where(one => one.MayHaveArrived).Select(one => (DateTimeOffset?)one.At).Min();

    /// <summary>The agencies that may have something of it, each once.</summary>
    [JsonIgnore]
    public IEnumerable<RegistrationId> Holders =>
        Collections.Values.Where(one => one.MayHaveArrived).Select(one => one.Recipient).Distinct();

    /// <summary>The sharing it is one delivery of.</summary>
    [JsonIgnore]
    public SharingKey Key => new(Decision.Purpose, Decision.Pathway, Decision.Recipient, Matter);

    /// <summary>It is handed out once more.</summary>
    /// <exception cref="IllegalTransitionException">It is over.</exception>
    public Release Collect(string collectionId, Collection collection) => this with
    {
        State = ReleaseMoves.Apply(State, ReleaseMove.Collect),
        Collections = new Dictionary<string, Collection>(Collections) { [collectionId] = collection },
    };

    /// <summary>It ends, and with its envelope goes the key without which nobody opens the blob.</summary>
    /// <exception cref="IllegalTransitionException">It is over.</exception>
    public Release End(ReleaseMove how, DateTimeOffset at) =>
        this with { State = ReleaseMoves.Apply(State, how), EndedAt = at, Envelope = null };

    /// <summary>
    /// Whether everything that was sealed would be let through again, as it was: nothing can be cut out of a sealed package.
    /// </summary>
    public bool StillFits(Decision now)
    {
        if (!now.Releases || now.ScopeId != Decision.ScopeId || now.ApprovalId != Decision.ApprovalId)
            return false;
        var current = now.Fields.ToDictionary(field => field.Path, StringComparer.Ordinal);
        return Decision.Fields.Where(field => field.Released)
            .All(field => current.TryGetValue(field.Path, out FieldVerdict again) && IsAsBefore(field, again));
    }

    private static bool IsAsBefore(FieldVerdict then, FieldVerdict now) =>
        now.Released && now.Treatment == then.Treatment && now.Limit == then.Limit && now.Generaliser == then.Generaliser
        // An item that may no longer pass cannot be cut out either.
        && now.Without?.All(item => then.Without?.Contains(item) == true) != false;
}
