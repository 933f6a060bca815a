using DataSharing.Functions.Ledger;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Consents;

/// <summary>Records that a consent was given again at its review: a new version with new proof. Source: R-012.</summary>
public sealed class ReconfirmConsent(ApiPipeline api, ConsentIntake intake, ConsentStore consents, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("ReconfirmConsent", "POST", Routes.ConsentReconfirmation)
    {
        Summary = "Record that a consent was given again",
        Description =
            "Makes the next version, without the scopes that are stopped. A consent that is stopped as a whole is not reconfirmed: a new "
                + "one is taken.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ReconfirmationInput),
        IfMatch = true,
        Response = typeof(ConsentView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.InvalidConsent],
    };

    [Function("ReconfirmConsent")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ConsentReconfirmation)] HttpRequest request, string caseId,
        string consentId, CancellationToken cancellation)
        => api.HandleAsync<ReconfirmationInput>(request, Operation, async call =>
        {
            DateTimeOffset now = time.GetUtcNow();
            await consents.RequireAsync(call.Caller, caseId, consentId, call.Cancellation);
            StaffAct act = call.Caller.On(caseId, now);
            (Consent next, CaseSnapshot snapshot) = await consents.ChangeAsync(
                call.Caller, caseId, again => ConsentEntries.Reconfirmed(act, again), async snapshot =>
            {
                Stored<Consent> former = await consents.FindAsync(caseId, consentId, call.Cancellation) ?? throw OwnCases.NotFound();
                if (ConsentView.ETagOf(former.Value) != call.IfMatch)
                    throw OwnCases.Stale();
                Consent again = await intake.ReconfirmAsync(former.Value, call.Body, snapshot, call.Caller.Person, now, call.Cancellation);
                return (again, former.ETag, [ConsentStore.Keep(former.Value)]);
            }, call.Cancellation);
            return ApiResults.Ok(ConsentView.Of(next, snapshot, now), ConsentView.ETagOf(next));
        }, cancellation);
}
