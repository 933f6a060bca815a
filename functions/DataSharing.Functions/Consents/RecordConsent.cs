using DataSharing.Functions.Ledger;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Consents;

/// <summary>Records a consent that was given.</summary>
public sealed class RecordConsent(
    ApiPipeline api, Idempotency idempotency, ConsentIntake intake, ConsentStore consents, OwnCases own, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("RecordConsent", "POST", Routes.Consents)
    {
        Summary = "Record a consent",
        Description =
            "For one purpose, with every recipient named singly and the proof that it was informed. A consent with a defect is not "
                + "stored; the problem lists every defect with its reason kind and rule.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ConsentInput),
        IdempotencyKey = true,
        Success = 201,
        Response = typeof(ConsentView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.InvalidConsent],
    };

    [Function("RecordConsent")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Consents)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<ConsentInput>(request, Operation, async call =>
        {
            // A foreign case is no place to use up a key.
            await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            Idempotent begun = await idempotency.BeginAsync(
                call, Operation, async id => await consents.FindAsync(caseId, id, call.Cancellation) is not null);
            if (!begun.IsReplay)
                await idempotency.RefusableAsync(call, begun, () => RecordAsync(call, caseId, begun.Id));
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.RequireAsync(
                call.Caller, caseId, begun.Id, call.Cancellation);
            return ApiResults.Created(
                CaseAddresses.Consent(caseId, begun.Id), ConsentView.Of(consent.Value, snapshot, time.GetUtcNow()),
                ConsentView.ETagOf(consent.Value));
        }, cancellation);

    private Task<(Consent, CaseSnapshot)> RecordAsync(ApiCall<ConsentInput> call, string caseId, string consentId)
    {
        DateTimeOffset now = time.GetUtcNow();
        StaffAct act = call.Caller.On(caseId, now);
        return consents.ChangeAsync(call.Caller, caseId, next => ConsentEntries.Recorded(act, next), async snapshot =>
            (await intake.TakeAsync(consentId, call.Body, snapshot, call.Caller.Person, now, call.Cancellation), null, []),
            call.Cancellation);
    }
}
