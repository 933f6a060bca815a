using DataSharing.Domain.Entries;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>Reads a case's standing, facts and participants; the reading is on the case's log.</summary>
public sealed class ReadCase(ApiPipeline api, CaseReading reading)
{
    public static readonly ApiOperation Operation = new("ReadCase", "GET", Routes.Case)
    {
        Summary = "Read a case",
        Description =
            "Standing, facts and participants; record and consents are read at their own addresses. The answer's ETag is that of the "
                + "facts.",
        Roles = [Roles.ConsentRecord],
        Response = typeof(CaseView),
        Problems = [ProblemType.NotFound],
    };

    [Function("ReadCase")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Case)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseView view = await reading.ViewAsync(call.Caller, caseId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, act => CaseEntries.Read(act, CasePart.Facts));
            return ApiResults.Ok(view, view.FactsETag);
        }, cancellation);
}
