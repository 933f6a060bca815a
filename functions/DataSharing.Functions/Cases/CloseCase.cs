using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>Closes a case: from then on nothing is shared from it. Its record stays readable to the holder.</summary>
public sealed class CloseCase(
    ApiPipeline api, OwnCases own, CaseChanges changes, Caseloads caseloads, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("CloseCase", "POST", Routes.CaseClosing)
    {
        Summary = "Close a case",
        Description = "Without a body. Closing a closed case changes nothing.",
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Success = 204,
        Problems = [ProblemType.NotFound],
    };

    [Function("CloseCase")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseClosing)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            if (head.Value.Status != CaseStatus.Closed)
                OwnCases.Require(
                    await changes.CloseAsync(caseId, CaseEntries.Of(call.Caller, caseId, LogAction.CaseClosed, time.GetUtcNow())));
            await caseloads.ReleaseAsync((await reading.FactsAsync(caseId, call.Cancellation)).Value, call.Cancellation);
            return ApiResults.NoContent();
        }, cancellation);
}
