using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Console;

/// <summary>What a list says beside its entries, each by entry id.</summary>
public sealed record PageMarks
{
    /// <summary>Sharings without consent on which no second person has spoken yet.</summary>
    public IReadOnlySet<string> Waiting { get; init; } = new HashSet<string>();

    /// <summary>Who spoke first, of acts that take two persons.</summary>
    public IReadOnlyDictionary<string, LogEntryView> Firsts { get; init; } = new Dictionary<string, LogEntryView>();
}

/// <summary>
/// Reads what an entry alone cannot say since it was written once: what still waits, and whose word came first. Of the
/// reader's own cases.
/// </summary>
public sealed class ListMarks(CaseLedger cases, RequestStore requests)
{
    public async Task<PageMarks> ReadAsync(Caller caller, IReadOnlyList<LogEntryView> entries, CancellationToken cancellation)
    {
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        var firsts = new Dictionary<string, LogEntryView>(StringComparer.Ordinal);
        foreach (LogEntryView entry in entries)
        {
            if (entry.Holder != caller.Registration.Value)
                continue;
            if (entry is { Action: LogAction.ReleaseCreated or LogAction.ReviewHeld, Request: { } request, Outcome: "OVERRIDE" or "HOLD" }
                && (await requests.FindAsync(new RequestId(request), cancellation))?.Value is { } document && Waits(document))
                waiting.Add(entry.Entry);
            if (entry is { Action: LogAction.ClockCorrected or LogAction.OpenedInDanger, Cause: { } cause, Case: { } caseId }
                && await FirstAsync(caller, entries, new CaseId(caseId), cause) is { } first)
                firsts[entry.Entry] = first;
        }

        return new PageMarks { Waiting = waiting, Firsts = firsts };
    }

    private static bool Waits(RequestLife document) => document switch
    {
        { State: RequestState.Held } => document.Decision?.Reason?.WaitsFor == HoldFacts.SecondPerson,
        { State: RequestState.Released, Request.Override: not null } => document.ConfirmBy is not null,
        _ => false,
    };

    // A day at most lies between the two words: mostly both are on the page.
    private async Task<LogEntryView?> FirstAsync(Caller caller, IReadOnlyList<LogEntryView> entries, CaseId caseId, string id)
    {
        if (entries.FirstOrDefault(other => other.Entry == id) is { } listed)
            return listed;
        return await cases.ReadLogAsync(caseId) is { } log
            && log.Chained.Concat(log.Waiting).FirstOrDefault(entry => entry.Id == id) is { } found
            ? LogEntryView.Of(caller, found)
            : null;
    }
}
