using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>
/// Confirms a sealed case: the stop journal was lost, so that nobody can tell whether the case had been erased, and the person
/// of the case, identified by her holder, said that it is to go on. Source: design.md, "Redaction, sealing, erasure".
/// </summary>
public sealed class ConfirmCase(ApiPipeline api, OwnCases own, CaseCommits commits, TimeProvider time)
{
    private const int Tries = 20;

    public static readonly ApiOperation Operation = new("ConfirmCase", "POST", Routes.CaseConfirmation)
    {
        Summary = "Confirm a sealed case",
        Description = "Without a body. Only after the person of the case was identified in person and said that it is to go on: the caller attests both. "
            + "Its record can be read again. It is no consent: everything that was shared stays stopped, and sharing needs a new consent. A case that is not sealed is not changed.",
        Roles = [Roles.ConsentRecord],
        Success = 204,
        Problems = [ProblemType.NotFound],
    };

    [Function("ConfirmCase")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseConfirmation)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            LogEntry entry = CaseEntries.Of(call.Caller, caseId, LogAction.CaseConfirmed, time.GetUtcNow()) with { Outcome = "inPerson" };
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
                if (head.Value.SealedAt is null || await commits.UnsealAsync(head, entry) == CaseCommit.Committed)
                    return ApiResults.NoContent();
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);
}
