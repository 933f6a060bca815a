using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// One entry's whole story: request, decision, release, collections, stop, attestations. Read from the case's partition,
/// each part only as far as the reader may see it, and recorded before it is answered.
/// </summary>
public sealed class StoryReader(
    IPartitionStore store, StoryParts parts, IndexReader index, Projector projector, CaseLedger cases, LogEvidence evidence,
    LogReadings readings, TimeProvider time)
{
    // Around the entry; a request lives for at most a hold of weeks and a release of 30 days.
    private static readonly TimeSpan Around = TimeSpan.FromDays(92);
    private const int MostEvents = 100;

    /// <exception cref="ProblemException">not-found: there is no such entry for this caller; missing-purpose.</exception>
    /// <exception cref="StoreUnavailableException">Whether there is one cannot be told, because the lists are far behind.</exception>
    public async Task<LogStory> ReadAsync(Caller caller, string? purpose, string address, CancellationToken cancellation)
    {
        string stated = AccessLogReader.PurposeOf(caller, purpose);
        DateTimeOffset now = time.GetUtcNow();
        string? row = LogAddress.RowOf(address);
        // A case's own list is not made from the index: what it has just shown may not be in there yet.
        bool whole = row is null || await projector.TryCatchUpAsync(cancellation);
        DateTimeOffset asOf = whole ? now : await index.AsOfAsync(cancellation);
        LogEntry? recorded = row is null ? null : await FindAsync(caller, row, cancellation);
        if (recorded is null || LogEntryView.Of(caller, recorded) is not { } view)
        {
            // A search that finds nothing is a search, also where it could not be told whether there is something.
            await readings.OfAgencyAsync(caller, stated, LogReadings.Nothing);
            if (recorded is null && !whole)
                throw new StoreUnavailableException("the lists are being brought up to date");
            throw new ProblemException(ProblemType.NotFound, "there is no such log entry for this caller", "entryId");
        }

        bool isHolder = recorded.Case is not null && recorded.Holder == caller.Registration;
        (LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting)? log = recorded.Case is { } caseId
            ? await cases.ReadLogAsync(caseId)
            : null;
        LogEntry[] ofCase = log is null ? [] : [.. log.Value.Chained, .. log.Value.Waiting];
        LogEntry[] events = await EventsAsync(caller, recorded, ofCase, cancellation);
        var story = new LogStory(
            view, [.. events.Select(entry => LogEntryView.Of(caller, entry)!)], null, null, null, null, [], [], null,
            isHolder && await evidence.OfCaseAsync(recorded.Case!, cancellation) is { } found ? LogVerifier.View(found) : null,
            asOf);
        story = await parts.AddAsync(story, caller, recorded, events, cancellation);
        if (isHolder && log is not null)
            await readings.OfCaseAsync(caller, stated, recorded.Case!, LogReadings.Entry, recorded.Id);
        else
            await readings.OfAgencyAsync(
                caller, stated, LogReadings.Entry, recorded.Id, caller.IsNational ? recorded.Case : null,
                caller.IsNational && AccessLogReader.AgencyOf(recorded) is { } agency ? [agency] : []);
        return story;
    }

    private async Task<LogEntry?> FindAsync(Caller caller, string row, CancellationToken cancellation) =>
        (await store.ReadAsync<LogRow>(
            IndexPlaces.Log(caller.IsNational ? IndexPlaces.National : caller.Registration), row, cancellation))?.Value.Entry;

    // Page by page: among the entries of a whole country one page may end before it comes to this request's.
    private async Task<List<LogEntry>> ListedAsync(Caller caller, LogEntry entry, CancellationToken cancellation)
    {
        var listed = new List<LogEntry>();
        string? after = null;
        do
        {
            IndexPage<LogEntry> page = await index.ReadLogAsync(
                caller.IsNational ? IndexPlaces.National : caller.Registration,
                new LogFilter(From: entry.At - Around, Until: entry.At + Around), MostEvents, after,
                other => other.Request == entry.Request, cancellation);
            listed.AddRange(page.Rows);
            after = page.Next;
        }
        while (after is not null && listed.Count < MostEvents);
        return listed;
    }

    private async Task<LogEntry[]> EventsAsync(Caller caller, LogEntry entry, IEnumerable<LogEntry> ofCase, CancellationToken cancellation)
    {
        // Submissions and neutral answers stand in agencies' streams.
        List<LogEntry> listed = entry.Request is null ? [] : await ListedAsync(caller, entry, cancellation);
        LogEntry[] all = [.. ofCase.Concat(listed).Append(entry).DistinctBy(other => other.Id)];
        HashSet<string> stops = [.. all.Where(IsStop).Select(other => other.Cause ?? other.Id)];
        // What two persons did has the first one's word as its cause.
        string? asked = entry.Action is LogAction.ClockCorrected or LogAction.OpenedInDanger ? entry.Cause : null;
        // Of causes that are stops alone: what two holds wait for is no bond between them.
        HashSet<string> causes = [.. all.Where(other => IsSameRequest(entry, other)).Append(entry).Select(other => other.Cause)
            .OfType<string>().Where(stops.Contains)];
        return [.. all
            .Where(other => other.Id == entry.Id || other.Id == asked || IsSameRequest(entry, other) || IsCausal(entry, causes, other))
            .Where(other => LogViews.Of(caller, other) is not null)
            .OrderBy(LogAddress.RowOf, StringComparer.Ordinal)];
    }

    private static bool IsSameRequest(LogEntry entry, LogEntry other) =>
        (entry.Request is not null && other.Request == entry.Request) || (entry.Release is not null && other.Release == entry.Release);

    // A withdrawal or revocation and what it stopped share a cause. Readings of the log name an entry as their cause; they are no
    // part of its story.
    private static bool IsCausal(LogEntry entry, HashSet<string> causes, LogEntry other) => other.Action != LogAction.LogRead
        && (other.Cause == entry.Id
            || (other.Cause is { } cause && causes.Contains(cause) && (cause == entry.Cause || IsStop(other))));

    private static bool IsStop(LogEntry entry) => entry.Action is LogAction.WithdrawalRecorded or LogAction.ConsentRevoked;
}
