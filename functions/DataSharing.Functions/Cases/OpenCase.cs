using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>Opens a case with the facts known so far and a key of its own.</summary>
public sealed class OpenCase(
    ApiPipeline api, Idempotency idempotency, FactsChecks checks, CaseLedger cases, CaseKeys keys, Caseloads caseloads,
    CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("OpenCase", "POST", Routes.Cases)
    {
        Summary = "Open a case",
        Description =
            "Every fact may be left out; what is left out has the cautious default. The caller's registration becomes the holder.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(CaseFactsBody),
        IdempotencyKey = true,
        Success = 201,
        Response = typeof(CaseView),
        Problems = [
            ProblemType.InvalidValue,
            ProblemType.UnknownField,
            ProblemType.UnknownPathway,
            ProblemType.UnknownAgency,
            ProblemType.UnknownPerson,
            ProblemType.CaseloadFull,
        ],
    };

    [Function("OpenCase")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Cases)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync<CaseFactsBody>(request, Operation, async call =>
        {
            Idempotent begun = await idempotency.BeginAsync(
                call, Operation, async id => await cases.ReadHeadAsync(id, call.Cancellation) is not null);
            if (!begun.IsReplay)
                await idempotency.RefusableAsync(call, begun, () => OpenAsync(call, begun.Id));
            CaseView view = begun.IsReplay
                ? await reading.ViewAsync(call.Caller, begun.Id, call.Cancellation)
                : await reading.ShowAsync(begun.Id, call.Cancellation);
            return ApiResults.Created(CaseAddresses.Case(begun.Id), view, view.FactsETag);
        }, cancellation);

    private async Task<CaseCommit> OpenAsync(ApiCall<CaseFactsBody> call, string caseId)
    {
        string holder = call.Caller.Registration;
        CaseFacts facts = await checks.CheckAsync(caseId, holder, call.Body, call.Cancellation);
        await caseloads.AssignAsync(facts, call.Cancellation);
        var head = new CaseHead { CaseId = caseId, Holder = holder, CaseKey = await keys.CreateAsync(holder, call.Cancellation) };
        // Opened before by a try that was thought dead: the same case, whole.
        return await cases.OpenAsync(head, facts, CaseEntries.Of(call.Caller, caseId, LogAction.CaseOpened, time.GetUtcNow()));
    }
}
