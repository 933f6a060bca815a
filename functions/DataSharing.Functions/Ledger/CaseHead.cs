using System.Text.Json.Serialization;
using DataSharing.Domain;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Ledger;

/// <summary>Whether anything can still be shared from a case.</summary>
public enum CaseStatus
{
    Open,
    Closed,
}

/// <summary>Version and state of one consent, as the head knows them, and the place of the last stop that it has seen.</summary>
public sealed record ConsentMark(int Version, ConsentState State, long SeenStops = 0);

/// <summary>
/// The small document in which everything that decides about a case meets. Each change to the case writes it, so that a
/// decision committed under its ETag rests on facts that nobody has changed since.
/// </summary>
public sealed record CaseHead : IWorkflowDocument
{
    public const string DocumentId = "head";

    public required CaseId CaseId { get; init; }

    /// <summary>Registration of the agency that holds the case.</summary>
    public required RegistrationId Holder { get; init; }

    public CaseStatus Status { get; init; }

    /// <summary>Grows with each stop and each erasure; a cached key is used only for the epoch it was read at.</summary>
    public long Epoch { get; init; }

    /// <summary>By consent id.</summary>
    public IReadOnlyDictionary<ConsentId, ConsentMark> Consents { get; init; } = new Dictionary<ConsentId, ConsentMark>();

    /// <summary>In their order: a patch appends, whoever reads gives each its place.</summary>
    public IReadOnlyList<Stop> Stops { get; init => field = StopOrder.Numbered(value); } = [];

    /// <summary>The highest time of any entry in the chained log; null in heads from before this was kept.</summary>
    public DateTimeOffset? SeenTime { get; init; }

    /// <summary>
    /// The highest time that the case has seen. Entries that wait for the chain are looked at by the commit that a decision
    /// needs.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? HighestTime => Stops.Where(stop => Corrections.Count == 0 || stop.Place > Corrections[^1].Place)
        .Select(stop => (DateTimeOffset?)stop.At).Append(SeenTime).Max();

    /// <summary>When two persons set that time back to the present, because a clock had been ahead.</summary>
    public IReadOnlyList<ClockCorrection> Corrections { get; init; } = [];

    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>See <see cref="CaseFacts.TakenOff"/>.</summary>
    public IReadOnlyList<string> TakenOff { get; init; } = [];

    /// <summary>End of the chained log.</summary>
    public LogHead Log { get; init; } = LogHead.Empty;

    /// <summary>
    /// Since when the record is sealed: the stop journal was lost, and this case might have been erased. Nothing of it is read
    /// or shared until its person has confirmed it. Null: it is not.
    /// </summary>
    public DateTimeOffset? SealedAt { get; init; }

    /// <summary>
    /// When two persons of the holder opened the sealed case, because a life was in danger; it is to be confirmed all the
    /// same. Null: they did not.
    /// </summary>
    public DateTimeOffset? OpenedInDangerAt { get; init; }

    /// <summary>
    /// When the term to confirm the sealed case had run out: its record is being erased and can be confirmed no more. Null: it
    /// has not.
    /// </summary>
    public DateTimeOffset? LapsedAt { get; init; }

    [JsonIgnore]
    public bool IsSealed => SealedAt is not null && OpenedInDangerAt is null;

    /// <summary>Keyed seal of <see cref="Log"/>; see <see cref="LogSeals"/>. Null in heads from before there were seals.</summary>
    public string? LogSeal { get; init; }

    /// <summary>Ids of entries that are committed and wait for their place in the chain.</summary>
    public IReadOnlyList<string> Unchained { get; init; } = [];

    /// <summary>The case's record key, wrapped; null once it was destroyed.</summary>
    public WrappedKey? CaseKey { get; init; }

    /// <summary>Since when entries wait for the chain; null when none does.</summary>
    public DateTimeOffset? WorkflowDue { get; init; }
}
