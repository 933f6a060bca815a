using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Writes down what is about to be destroyed, as ids and counts, before it is: in the stream of the case or agency that it
/// belongs to, else in the hub's own. Ids follow from what is destroyed, so that a repeat is recognised.
/// </summary>
public sealed class DisposalLog(CaseLedger cases, AgencyLog agencies, TimeProvider time)
{
    /// <summary>An entry of a case's stream. The case may be gone (from a restored backup, say): then the hub's stream has it.</summary>
    public async Task OfCaseAsync(CaseId caseId, Disposal what, string id, params IReadOnlyList<Operation> with)
    {
        Stored<CaseHead>? head = await cases.ReadHeadAsync(caseId);
        if (head is null)
            await OfHubAsync(what, id);
        else
            // AlreadyDone: an earlier run had got here. Moved, NotFound: what was to go changed or went meanwhile.
            await cases.NoteAsync(caseId, DisposalEntries.OfCase(what, id, caseId, head.Value.Holder, time.GetUtcNow()), with);
    }

    public Task OfAgencyAsync(RegistrationId registration, Disposal what, string id) =>
        agencies.AppendAsync(registration, DisposalEntries.OfAgency(what, id, registration, time.GetUtcNow()));

    public Task OfHubAsync(Disposal what, string id) =>
        agencies.AppendAsync(LogStream.Hub, DisposalEntries.OfHub(what, id, time.GetUtcNow()));

    /// <summary>How many of what has no identity worth keeping.</summary>
    public Task OfOrchestrationsAsync(int count)
    {
        DateTimeOffset now = time.GetUtcNow();
        return agencies.AppendAsync(
            LogStream.Hub, DisposalEntries.OfOrchestrations(count, Guid.CreateVersion7(now).ToString("N"), now));
    }
}
