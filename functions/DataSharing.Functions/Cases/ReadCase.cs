using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Reads a case's standing, facts and participants; the reading is on the case's log.</summary>
public sealed class ReadCase(CaseApi api, CaseReading reading)
{
    public static readonly ApiOperation Operation = new(typeof(ReadCase), "Read a case", Roles.ConsentRecord)
    {
        Description =
            "Standing, facts and participants; record and consents are read at their own addresses. The answer's ETag is that of the "
                + "facts.",
        Answer = ApiAnswer.Ok<CaseView>() with { ETag = true },
    };

    [Function("ReadCase")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Case)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            CaseView view = await reading.ShowAsync(id, call.Cancellation).OrProblem();
            await reading.NoteAsync(call.Caller, id, act => CaseEntries.Read(act, CasePart.Facts)).OrProblem();
            return ApiResults.Ok(view, view.FactsETag);
        }, cancellation);
}
