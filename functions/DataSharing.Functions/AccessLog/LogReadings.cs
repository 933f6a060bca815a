using DataSharing.Domain.Entries;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// Records that the log was read, before the answer leaves. If the entry cannot be committed, the read fails. A case's
/// story is read in the case's own stream; everything else in the reader's.
/// </summary>
public sealed class LogReadings(CaseLedger cases, AgencyLog agencies, TimeProvider time)
{
    /// <summary>In the stream of the reader's own case.</summary>
    public async Task OfCaseAsync(Caller caller, string purpose, CaseId caseId, LogReading what, string? entryId = null)
    {
        LogEntry entry = OfficerEntries.ReadOfCase(NewId(), caseId, purpose, what, entryId, caller.At(time.GetUtcNow()));
        if (await cases.NoteAsync(caseId, entry) is not (CaseCommit.Committed or CaseCommit.AlreadyDone))
            throw new StoreUnavailableException("the reading of a case's log could not be recorded");
    }

    /// <summary>
    /// In the reader's stream. An entry for each agency of <paramref name="read"/> that is another one: its officer sees who
    /// read about it, and the purpose.
    /// </summary>
    public Task OfAgencyAsync(
        Caller caller, string purpose, LogReading what, string? entryId = null, CaseId? caseId = null,
        params IEnumerable<RegistrationId> read)
    {
        Approval by = caller.At(time.GetUtcNow());
        RegistrationId[] others = [.. read.Where(agency => agency != caller.Registration).Distinct()];
        return others.Length == 0
            ? agencies.AppendAsync(caller.Registration, OfficerEntries.Read(NewId(), purpose, what, entryId, by))
            : Task.WhenAll(others.Select(agency => agencies.AppendAsync(
                caller.Registration, OfficerEntries.ReadAbout(NewId(), agency, caseId, purpose, what, entryId, by))));
    }

    private static string NewId() => Guid.NewGuid().ToString("n");
}
