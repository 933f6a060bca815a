using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Writes down what is about to be destroyed, as ids and counts, before it is: in the stream of the case or agency that it
/// belongs to, else in the hub's own. Ids follow from what is destroyed, so that a repeat is recognised.
/// </summary>
public sealed class DisposalLog(CaseLedger cases, AgencyLog agencies, TimeProvider time)
{
    /// <summary>The stream of what belongs to no case and no agency; the national officer reads it.</summary>
    public const string Hub = "hub";

    private static readonly LogActor System = new("system");

    /// <summary>An entry of a case's stream. The case may be gone (from a restored backup, say): then the hub's stream has it.</summary>
    public async Task OfCaseAsync(string caseId, string what, string id, params IReadOnlyList<Operation> with)
    {
        LogEntry entry = OfCase(caseId, what, id);
        Stored<CaseHead>? head = await cases.ReadHeadAsync(caseId);
        if (head is null)
            await OfHubAsync(what, id);
        else
            // AlreadyDone: an earlier run had got here. Moved, NotFound: what was to go changed or went meanwhile.
            await cases.NoteAsync(caseId, entry with { Holder = head.Value.Holder }, with);
    }

    public LogEntry OfCase(string caseId, string what, string id) => Entry(LogStream.OfCase(caseId), what, id) with { Case = caseId };

    public Task OfAgencyAsync(string registration, string what, string id) => agencies.AppendAsync(
        registration, Entry(LogStream.OfAgency(registration), what, id) with { Actor = System with { Registration = registration } });

    public Task OfHubAsync(string what, string id) => agencies.AppendAsync(Hub, Entry(LogStream.OfAgency(Hub), what, id));

    /// <summary>How many of something that has no identity worth keeping.</summary>
    public Task OfHubAsync(string what, int count) =>
        OfHubAsync($"{what}={count}", "run-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));

    private LogEntry Entry(string stream, string what, string id) => new()
    {
        Id = id + "-disposed",
        Stream = stream,
        At = time.GetUtcNow(),
        Action = LogAction.Disposed,
        Actor = System,
        Outcome = what,
        Cause = id,
    };
}
