using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// Records that the log was read, before the answer leaves. If the entry cannot be committed, the read fails. A case's
/// story is read in the case's own stream; everything else in the reader's.
/// </summary>
public sealed class LogReadings(CaseLedger cases, AgencyLog agencies, TimeProvider time)
{
    public const string List = "list", Entry = "entry", Verification = "verification", Nothing = "none";

    /// <summary>In the stream of the reader's own case.</summary>
    public async Task OfCaseAsync(Caller caller, string purpose, string caseId, string outcome, string? cause = null)
    {
        LogEntry entry = New(caller, purpose, outcome, cause) with
        {
            Stream = LogStream.OfCase(caseId),
            Case = caseId,
            Holder = caller.Registration,
        };
        if (await cases.NoteAsync(caseId, entry) is not (CaseCommit.Committed or CaseCommit.AlreadyDone))
            throw new StoreUnavailableException("the reading of a case's log could not be recorded");
    }

    /// <summary>
    /// In the reader's stream. An entry for each agency of <paramref name="read"/> that is another one: its officer sees who
    /// read about it, and the purpose.
    /// </summary>
    public Task OfAgencyAsync(
        Caller caller, string purpose, string outcome, string? cause = null, string? caseId = null, params IEnumerable<string> read)
    {
        LogEntry entry = New(caller, purpose, outcome, cause) with { Stream = LogStream.OfAgency(caller.Registration) };
        string[] others = [.. read.Where(agency => agency != caller.Registration).Distinct(StringComparer.Ordinal)];
        return others.Length == 0
            ? agencies.AppendAsync(caller.Registration, entry)
            : Task.WhenAll(
                others.Select(
                    agency => agencies.AppendAsync(caller.Registration, entry with { Id = NewId(), Holder = agency, Case = caseId })));
    }

    private LogEntry New(Caller caller, string purpose, string outcome, string? cause) => new()
    {
        Id = NewId(),
        Stream = "",
        At = time.GetUtcNow(),
        Action = LogAction.LogRead,
        Actor = new LogActor(Roles.LogReview, caller.Registration, caller.Person),
        Purpose = purpose,
        Outcome = outcome,
        Cause = cause,
    };

    private static string NewId() => "read-" + Guid.NewGuid().ToString("n");
}
