namespace DataSharing.Functions.Projections;

/// <summary>One request in an agency's list. Its state is read from the request itself.</summary>
/// <param name="At">When this agency first had to do with it.</param>
public sealed record RequestRow(string Request, DateTimeOffset At, string? Case, string? Holder, string? Recipient, string? Pathway);

/// <summary>One entry in the log index of an agency.</summary>
public sealed record LogRow(LogEntry Entry);

/// <summary>Where rows of lists lie: one partition an agency and list, ids in order of time.</summary>
public static class IndexPlaces
{
    /// <summary>For entries of every agency: the national data protection officer's list.</summary>
    public const string National = "national";

    public static Partition Requests(string registration) => Partition.Index("requests-" + registration);

    public static Partition Log(string registration) => Partition.Index("log-" + registration);

    public static string Row(DateTimeOffset at, string id) => $"{TimePrefix}{at.UtcTicks:D19}-{id}";

    public static string Seen(string request) => "seen-" + request;

    public const string TimePrefix = "t-";

    /// <summary>The rows that one entry makes. An agency sees an entry in which it acts or holds, or as the recipient.</summary>
    public static IEnumerable<(Partition Partition, Operation[] Operations)> RowsOf(LogEntry entry)
    {
        string row = Row(entry.At, entry.Id);
        // Only the holder is ever shown the paths; they are most of a release's entry.
        LogEntry @short = entry with { FieldPaths = null };
        foreach (string registration in Concerned(entry))
            yield return (Log(registration), [Operation.Create(
                row, new LogRow(entry.Holder is null || registration == entry.Holder.Value ? entry : @short))]);
        yield return (Log(National), [Operation.Create(row, new LogRow(@short))]);
        if (entry.Request is not { } request)
            yield break;
        foreach (string registration in ListsRequest(entry))
            yield return (Requests(registration),
            [
                Operation.Create(Seen(request), new SeenRequest(entry.Id)),
                Operation.Create(
                    Row(entry.At, request), new RequestRow(request, entry.At, entry.Case, entry.Holder, entry.Recipient, entry.Pathway)),
            ]);
    }

    private static IEnumerable<string> Concerned(LogEntry entry) =>
        new[]
        {
            entry.Actor.Registration?.Value, entry.Holder?.Value,
            RecipientSees(entry) ? entry.Recipient?.Value : null, StreamsAgency(entry),
        }.OfType<string>().Distinct(StringComparer.Ordinal);

    // What stands in an agency's own stream is its own, whoever acted: the neutral answer to it among that.
    private static string? StreamsAgency(LogEntry entry) =>
        entry.Stream.StartsWith(LogStream.Agencies, StringComparison.Ordinal) ? entry.Stream[LogStream.Agencies.Length..] : null;

    // A recipient's officer learns of own collections and that sharing stopped, not of decisions about others' consents.
    private static bool RecipientSees(LogEntry entry) => entry.Action is LogAction.ReleaseCreated or LogAction.ReleaseStopped
        or LogAction.ReleaseClosed or LogAction.CollectionMade or LogAction.CollectionCut or LogAction.CollectionRefused
            or LogAction.Aborted;

    private static IEnumerable<string> ListsRequest(LogEntry entry) =>
        new[]
        {
            entry.Action == LogAction.RequestSubmitted ? entry.Actor.Registration?.Value : null,
            entry.Holder?.Value,
            entry.Action == LogAction.ReleaseCreated ? entry.Recipient?.Value : null,
        }.OfType<string>().Distinct(StringComparer.Ordinal);

    private sealed record SeenRequest(string FirstEntry);
}
