using DataSharing.Domain.Entries;
using DataSharing.Functions.Projections;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// A page of the log, newest first: complete up to <paramref name="AsOf"/>. Without <paramref name="Next"/> it is the last.
/// </summary>
/// <param name="Next">Cursor of the next page; left out at the end.</param>
/// <param name="AsOf">Everything until then is in the log.</param>
public sealed record LogPage(IReadOnlyList<LogEntryView> Entries, string? Next, DateTimeOffset AsOf)
{
    /// <summary>The same as entries, under the name that lists have elsewhere.</summary>
    public IReadOnlyList<LogEntryView> Items => Entries;
}

/// <summary>
/// Lists of the log for an officer. Each page is authorised anew, and recorded before it is answered. A filter by an own
/// case reads the case's partition; everything else the projections, which may lag: see <see cref="LogPage.AsOf"/>.
/// </summary>
public sealed class AccessLogReader(IndexReader index, CaseLedger cases, LogReadings readings, TimeProvider time)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 100;

    /// <returns>Refused: malformed-cursor, missing-purpose.</returns>
    public async Task<Result<LogPage>> ListAsync(
        Caller caller, string? purpose, LogQuery query, int limit, string? cursor, CancellationToken cancellation)
    {
        Result<string> stated = PurposeOf(caller, purpose);
        Result<string?> position = Cursor.Read(query.Canonical, caller, cursor);
        if ((stated.Refusal ?? position.Refusal) is { } refusal)
            return refusal;
        string? after = position.Value;
        if (after is not null && !after.StartsWith(IndexPlaces.TimePrefix, StringComparison.Ordinal))
            return Cursor.Malformed();
        var id = CaseId.Read(query.Case);
        RegistrationId? holder = id is null ? null : await HolderOfAsync(caller, id, cancellation);
        IndexPage<LogEntry> page = holder is null
            ? await IndexAsync(caller, query, limit, after, cancellation)
            : await CaseAsync(caller, query, id!, limit, after);
        if (holder == caller.Registration)
            await readings.OfCaseAsync(caller, stated.Value, id!, LogReading.List);
        else
            await readings.OfAgencyAsync(
                caller, stated.Value, LogReading.List, null, holder is null ? null : id,
                caller.IsNational ? Concerned(page.Rows, query, holder) : []);
        return new LogPage(
            [.. page.Rows.Select(entry => LogEntryView.Of(caller, entry)!)],
            page.Next is null ? null : Cursor.Write(query.Canonical, caller, page.Next),
            page.AsOf);
    }

    /// <summary>The purpose to record. A national officer must state one.</summary>
    /// <returns>Refused: missing-purpose.</returns>
    public static Result<string> PurposeOf(Caller caller, string? purpose)
    {
        if (purpose is null && !caller.IsNational)
            return ReviewPurposes.Review;
        return ReviewPurposes.IsKnown(purpose) ? purpose!
            : new Refusal(
                ProblemType.MissingPurpose, "state one of these purposes: " + string.Join(", ", ReviewPurposes.All.Keys),
                ReviewPurposes.Header);
    }

    /// <summary>The holder of a case that the caller may read from its partition, or null: a foreign case is like none.</summary>
    internal async Task<RegistrationId?> HolderOfAsync(Caller caller, CaseId caseId, CancellationToken cancellation)
    {
        RegistrationId? holder = (await cases.ReadHeadAsync(caseId, cancellation))?.Value.Holder;
        return holder == caller.Registration || caller.IsNational ? holder : null;
    }

    private Task<IndexPage<LogEntry>> IndexAsync(Caller caller, LogQuery query, int limit, string? after, CancellationToken cancellation) =>
        index.ReadLogAsync(
            caller.IsNational ? query.Agency ?? IndexPlaces.National : caller.Registration,
            new LogFilter(From: query.From, Until: query.Until), limit, after, entry => IsSeen(caller, query, entry), cancellation);

    private async Task<IndexPage<LogEntry>> CaseAsync(Caller caller, LogQuery query, CaseId id, int limit, string? after)
    {
        DateTimeOffset asOf = time.GetUtcNow();
        (LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting)? log = await cases.ReadLogAsync(id);
        LogEntry[] found = log is null ? [] : [.. log.Value.Chained.Concat(log.Value.Waiting)
            .Where(entry => IsSeen(caller, query, entry) && (after is null || string.CompareOrdinal(LogAddress.RowOf(entry), after) < 0))
            .OrderByDescending(LogAddress.RowOf, StringComparer.Ordinal)
            .Take(limit + 1)];
        return new IndexPage<LogEntry>(found.Length > limit
            ? found[..limit]
            : found, found.Length > limit
            ? LogAddress.RowOf(found[limit - 1])
            : null, asOf);
    }

    private static bool IsSeen(Caller caller, LogQuery query, LogEntry entry) =>
        LogViews.Of(caller, entry) is var (_, seen) && query.Matches(seen);

    // Whom a page of a national officer is about; a filter that names an agency or a case is about it even when nothing is found.
    private static IEnumerable<RegistrationId> Concerned(IEnumerable<LogEntry> entries, LogQuery query, RegistrationId? holder) =>
        entries.Select(AgencyOf).Append(RegistrationId.Read(query.Agency)).Append(holder).OfType<RegistrationId>()
            .Where(id => IdForm.Has(id));

    internal static RegistrationId? AgencyOf(LogEntry entry) => entry.Holder ?? entry.Actor.Registration;
}
