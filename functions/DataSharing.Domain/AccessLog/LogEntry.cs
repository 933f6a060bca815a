namespace DataSharing.Domain.AccessLog;

/// <summary>
/// One line of the access log: what happened to whose data, by whom, why, under which decision. One format for case
/// and agency streams. It holds opaque ids, codes, field paths, versions and keyed commitments, never a name or a
/// value: every text is checked by <see cref="LogText"/> when the entry is chained or written.
/// </summary>
/// <remarks>
/// An entry may be committed before it has a place in the chain (<see cref="Seq"/> null): a withdrawal never waits for
/// the head. The next writer or a timer chains it, and may not change any other member.
/// Source: X-Road and RFC 6962 for hash-linked logs; Convention 108+ Article 10 for what must be demonstrable.
/// </remarks>
public sealed record LogEntry
{
    /// <summary>Opaque id of the entry, unique in the system.</summary>
    public required string Id { get; init; }
    /// <summary>The stream it belongs to; see <see cref="LogStream"/>.</summary>
    public required string Stream { get; init; }
    /// <summary>Place in the stream, from 1 without gaps; null while not chained.</summary>
    public long? Seq { get; init; }
    /// <summary>When it happened, kept in UTC to 100 nanoseconds.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>One of <see cref="LogAction"/>.</summary>
    public required string Action { get; init; }
    /// <summary>Who acted.</summary>
    public required LogActor Actor { get; init; }
    /// <summary>Registration that holds the case.</summary>
    public RegistrationId? Holder { get; init; }
    /// <summary>Registration that receives or was to receive.</summary>
    public RegistrationId? Recipient { get; init; }
    /// <summary>Opaque case id.</summary>
    public CaseId? Case { get; init; }
    /// <summary>Sharing request id.</summary>
    public RequestId? Request { get; init; }
    /// <summary>Release id.</summary>
    public RequestId? Release { get; init; }
    /// <summary>Pathway id.</summary>
    public string? Pathway { get; init; }
    /// <summary>Purpose code; for reading the log, the code of the stated purpose.</summary>
    public string? Purpose { get; init; }
    /// <summary>Decision or result code.</summary>
    public string? Outcome { get; init; }
    /// <summary>Reason kinds, most important first.</summary>
    public IReadOnlyList<string> ReasonKinds { get; init; } = [];
    /// <summary>Field groups concerned.</summary>
    public IReadOnlyList<string> FieldGroups { get; init; } = [];
    /// <summary>Field paths concerned, where the entry records them.</summary>
    public IReadOnlyList<string>? FieldPaths { get; init; }
    /// <summary>The versions that a decision rested on.</summary>
    public LogVersions? Versions { get; init; }
    /// <summary>Id of what brought this about: a withdrawal, an entry, a workflow.</summary>
    public string? Cause { get; init; }
    /// <summary>Hash of the entry before it in the stream; null while not chained.</summary>
    public string? Previous { get; init; }
    /// <summary>Hash of this entry, 64 hexadecimal digits in lower case; null while not chained. See <see cref="LogChain"/>.</summary>
    public string? Hash { get; init; }
}

/// <summary>Who acted. No name: agencies know their staff ids, survivors and the system have none.</summary>
/// <param name="Role">What it acted in: a role, or system or survivor.</param>
/// <param name="Registration">The acting agency's registration; null for survivor and system.</param>
/// <param name="Person">The agency's opaque staff id.</param>
public sealed record LogActor(string Role, RegistrationId? Registration = null, PersonId? Person = null)
{
    /// <summary>The service itself.</summary>
    public static LogActor System { get; } = new(LogRole.System);

    /// <summary>The person that the case is about.</summary>
    public static LogActor Survivor { get; } = new(LogRole.Survivor);
}

/// <summary>The versions that a decision rested on; null where a decision did not reach that far.</summary>
/// <param name="Consent">Consent id and version.</param>
/// <param name="Agreement">Agreement id and version.</param>
/// <param name="Policy">Content hash of the policy.</param>
/// <param name="Profile">Profile id and version.</param>
public sealed record LogVersions(string? Consent, string? Agreement, string? Policy, string? Profile);

/// <summary>Names of streams.</summary>
public static class LogStream
{
    /// <summary>The stream of a case.</summary>
    public static string OfCase(CaseId caseId) => "case:" + caseId;
    /// <summary>The stream of an agency's registration: neutral answers, refusals, queries, registry changes, sign-ins, exports.</summary>
    public static string OfAgency(RegistrationId registration) => Agencies + registration;
    /// <summary>The stream of what belongs to no case and no agency; the national officer reads it.</summary>
    public static string OfHub => OfAgency(Hub);
    /// <summary>Stands in the hub's stream where a registration does in an agency's.</summary>
    public static RegistrationId Hub { get; } = new("hub");
    /// <summary>What the streams of agencies begin with.</summary>
    public const string Agencies = "agency:";
}
