using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>The holder reads a case's record; that is on the case's log before a value is handed out.</summary>
public sealed class ReadRecord(CaseApi api, CaseRecords records, CaseKeys keys, CaseReading reading)
{
    private const int Tries = 3;

    public static readonly ApiOperation Operation = new(typeof(ReadRecord), "Read a case's record", Roles.ConsentRecord)
    {
        Description = "If the reading cannot be logged, nothing is handed out.",
        Answer = ApiAnswer.Ok<RecordBody>() with { ETag = true },
        Problems = [ProblemType.StateConflict],
    };

    [Function("ReadRecord")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.CaseRecord)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            OwnCases.WhyNotUnsealed(head.Value).OrProblem();
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                if (await records.FindAsync(id, call.Cancellation) is not { } record || head.Value.CaseKey is not { } wrapped)
                    return ApiResults.Refused(OwnCases.NotFound());
                await reading.NoteAsync(
                    call.Caller, id,
                    act => RecordEntries.Read(
                        act, RecordEntries.VersionOf(CaseRecords.RecordId, record.Value.Version),
                        WriteRecord.GroupsOf(record.Value))).OrProblem();
                using CaseKey key = await keys.OpenAsync(wrapped, call.Cancellation);
                // Null: replaced since it was found; the newer version is read, and logged, instead.
                if (await records.OpenAsync(id, record.Value, key, call.Cancellation) is { } values)
                    return ApiResults.Ok(new RecordBody([.. values.Select(RecordField.From)]), WriteRecord.Version(record.Value));
            }

            throw new StoreUnavailableException("the record is written too often to be read");
        }, cancellation);
}
