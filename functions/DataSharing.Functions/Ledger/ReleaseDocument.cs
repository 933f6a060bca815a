using System.Text.Json.Serialization;

namespace DataSharing.Functions.Ledger;

public enum ReleaseState
{
    /// <summary>The recipient may collect it.</summary>
    Live,

    /// <summary>Collected at least once, and may be again until it ends.</summary>
    Collected,

    /// <summary>Ended by a withdrawal or a revocation.</summary>
    Stopped,

    /// <summary>Ended because a field in it would now be withheld.</summary>
    Superseded,

    /// <summary>Ended by its date.</summary>
    Expired,

    /// <summary>Ended in the normal course: accepted, declined or closed.</summary>
    Closed,
}

/// <summary>How a collection ended.</summary>
public enum CollectionOutcome
{
    /// <summary>Committed: the person must assume that the recipient has it.</summary>
    Fetched,

    /// <summary>Sharing stopped while bytes were on their way: a part may have arrived.</summary>
    Cut,

    /// <summary>A gate had closed: no byte left.</summary>
    Aborted,
}

/// <summary>One collection of a release.</summary>
public sealed record Collection(DateTimeOffset At, string Recipient, string Person, CollectionOutcome Outcome);

/// <summary>A sealed package and its way. Exists only together with its log entry.</summary>
public sealed record ReleaseDocument
{
    public required string Id { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The decision it carries out, with every reason: for the holder's eyes.</summary>
    public required Decision Decision { get; init; }

    /// <summary>The recipient's desk that it went to, whose members open it; null: it went to a person.</summary>
    public string? Desk { get; init; }

    /// <summary>
    /// The claim under which it went without consent; null: it went with consent, or by a duty. Stays when the request is
    /// disposed of.
    /// </summary>
    public OverrideClaim? Override { get; init; }

    public ReleaseState State { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

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

    public required BlobReference Blob { get; init; }

    /// <summary>Its request was disposed of, and the recipient had never confirmed that what it fetched is destroyed.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>By collection id.</summary>
    public IReadOnlyDictionary<string, Collection> Collections { get; init; } = new Dictionary<string, Collection>();

    [JsonIgnore]
    public bool IsOpen => State is ReleaseState.Live or ReleaseState.Collected;

    /// <summary>Whether a stop ends this release. One that rests on no consent (an override) is not a matter of withdrawal.</summary>
    public bool IsCoveredBy(Stop stop) =>
        Decision is { ConsentId: { } consent, ScopeId: { } scope } && stop.Covers(consent, scope, Key, SeenStops);

    /// <summary>Whether it is about the sharing of this release at all, also where the release came after it.</summary>
    public bool IsAbout(Stop stop) => Decision is { ConsentId: { } consent, ScopeId: { } scope } && stop.IsAbout(consent, scope, Key);

    /// <summary>Collections of which something may have arrived.</summary>
    [JsonIgnore]
    public int Fetched => Collections.Values.Count(one => one.Outcome != CollectionOutcome.Aborted);

    /// <summary>The same, by what the clock said: for attestations that do not count them.</summary>
    public int FetchedBy(DateTimeOffset at) => Collections.Values.Count(one => one.Outcome != CollectionOutcome.Aborted && one.At <= at);

    /// <summary>The sharing it is one delivery of.</summary>
    [JsonIgnore]
    public SharingKey Key => new(Decision.Purpose, Decision.Pathway, Decision.Recipient, Matter);
}
