using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>Records a consent that was given.</summary>
public sealed class RecordConsent(
    CaseApi api, Idempotency idempotency, ConsentIntake intake, ConsentStore consents, TimeProvider time)
{
    public static readonly ApiOperation<ConsentInput> Operation = new(typeof(RecordConsent), "Record a consent", Roles.ConsentRecord)
    {
        Description =
            "For one purpose, with every recipient named singly and the proof that it was informed. A consent with a defect is not "
                + "stored; the problem lists every defect with its reason kind and rule.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Created<ConsentView>() with { ETag = true },
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.InvalidConsent],
    };

    [Function("RecordConsent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Consents)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            Idempotent begun = await idempotency.BeginAsync(
                call, Operation,
                async made => await consents.FindAsync(id, new ConsentId(made), call.Cancellation) is not null).OrProblem();
            if (!begun.IsReplay)
                await idempotency.RefusableAsync(call, begun, () => RecordAsync(call, id, new ConsentId(begun.Id))).OrProblem();
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.ReadAsync(
                call.Caller, id, begun.Id, call.Cancellation).OrProblem();
            return ApiResults.Created(
                CaseAddresses.Consent(id, consent.Value.Id), ConsentView.Of(consent.Value, snapshot, time.GetUtcNow()),
                ConsentView.ETagOf(consent.Value));
        }, cancellation);

    private Task<Result<(Consent Consent, CaseSnapshot Case)>> RecordAsync(ApiCall<ConsentInput> call, CaseId caseId, ConsentId consentId)
    {
        DateTimeOffset now = time.GetUtcNow();
        StaffAct act = call.Caller.On(caseId, now);
        return consents.ChangeAsync(call.Caller, caseId, next => ConsentEntries.Recorded(act, next), async snapshot =>
        {
            Result<Consent> taken = await intake.TakeAsync(
                consentId, call.Body, snapshot, call.Caller.Person, now, call.Cancellation);
            return taken.Refusal is { } refusal ? refusal : new ConsentChange(taken.Value, null, []);
        }, call.Cancellation);
    }
}
