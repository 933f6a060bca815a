using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>Replaces a case's facts. Decisions in flight over the former facts can no longer commit.</summary>
public sealed class ChangeFacts(
    ApiPipeline api, OwnCases own, FactsChecks checks, CaseChanges changes, Caseloads caseloads, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("ChangeCaseFacts", "PUT", Routes.CaseFacts)
    {
        Summary = "Replace a case's facts",
        Description = "All facts at once: one that is left out falls back to its cautious default.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(CaseFactsBody),
        IfMatch = true,
        Response = typeof(CaseView),
        Problems =
        [
            ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.UnknownField, ProblemType.UnknownPathway,
            ProblemType.UnknownAgency, ProblemType.UnknownPerson, ProblemType.CaseloadFull,
        ],
    };

    [Function("ChangeCaseFacts")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.CaseFacts)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<CaseFactsBody>(request, Operation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            OwnCases.RequireOpen(head.Value);
            Stored<CaseFacts> former = await reading.FactsAsync(caseId, call.Cancellation);
            if (former.ETag != call.IfMatch)
                throw OwnCases.Stale();
            // What she approved is recorded and taken back at its own address.
            CaseFacts facts = await checks.CheckAsync(
                caseId, head.Value.Holder, call.Body, call.Cancellation) with
            { Approvals = former.Value.Approvals };
            await caseloads.AssignAsync(facts, call.Cancellation);
            // CRASH: an advocate's place taken for facts that never came is cleared away when it stands in the way.
            CaseCommit commit = await changes.ChangeFactsAsync(
                caseId, facts, former.ETag, CaseEntries.Of(call.Caller, caseId, LogAction.FactsChanged, time.GetUtcNow()));
            if (commit is CaseCommit.Moved or CaseCommit.NotFound)
                await caseloads.ReleaseFormerAsync(facts, (await reading.FactsAsync(caseId, call.Cancellation)).Value, call.Cancellation);
            OwnCases.Require(commit);
            await caseloads.ReleaseFormerAsync(former.Value, facts, call.Cancellation);
            CaseView view = await reading.ShowAsync(caseId, call.Cancellation);
            return ApiResults.Ok(view, view.FactsETag);
        }, cancellation);
}
