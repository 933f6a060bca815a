using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Opens a case with the facts known so far and a key of its own.</summary>
public sealed class OpenCase(
    ApiPipeline api, OwnCases own, Idempotency idempotency, FactsChecks checks, CaseLedger cases, CaseKeys keys, Caseloads caseloads,
    CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation<CaseFactsBody> Operation = new(typeof(OpenCase), "Open a case", Roles.ConsentRecord)
    {
        Description =
            "Every fact may be left out; what is left out has the cautious default. The caller's registration becomes the holder.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Created<CaseView>() with { ETag = true },
        Problems =
        [
            ProblemType.InvalidValue, ProblemType.UnknownField, ProblemType.UnknownPathway, ProblemType.UnknownAgency,
            ProblemType.UnknownPerson, ProblemType.CaseloadFull,
        ],
    };

    [Function("OpenCase")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Cases)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Idempotent begun = await idempotency.BeginAsync(
                call, Operation, async made => await cases.ReadHeadAsync(new CaseId(made), call.Cancellation) is not null).OrProblem();
            var id = new CaseId(begun.Id);
            if (begun.IsReplay)
                await own.HeadAsync(call.Caller, id, call.Cancellation).OrProblem();
            else
                await idempotency.RefusableAsync(call, begun, () => OpenAsync(call, id)).OrProblem();
            CaseView view = await reading.ShowAsync(id, call.Cancellation).OrProblem();
            return ApiResults.Created(CaseAddresses.Case(id), view, view.FactsETag);
        }, cancellation);

    private async Task<Result<CaseCommit>> OpenAsync(ApiCall<CaseFactsBody> call, CaseId caseId)
    {
        RegistrationId holder = call.Caller.Registration;
        Result<CaseFacts> facts = await checks.CheckAsync(caseId, holder, call.Body, call.Cancellation);
        if ((facts.Refusal ?? await caseloads.AssignAsync(facts.Value, call.Cancellation)) is { } refusal)
            return refusal;
        var head = new CaseHead { CaseId = caseId, Holder = holder, CaseKey = await keys.CreateAsync(holder, call.Cancellation) };
        // Opened before by a try that was thought dead: the same case, whole.
        return await cases.OpenAsync(head, facts.Value, CaseEntries.Opened(call.Caller.On(caseId, time.GetUtcNow())));
    }
}
