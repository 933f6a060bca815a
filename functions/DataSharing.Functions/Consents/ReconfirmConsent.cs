using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>Records that a consent was given again at its review: a new version with new proof. Source: R-012.</summary>
public sealed class ReconfirmConsent(ApiPipeline api, ConsentIntake intake, ConsentStore consents, TimeProvider time)
{
    public static readonly ApiOperation<ReconfirmationInput> Operation = new(
        typeof(ReconfirmConsent), "Record that a consent was given again", Roles.ConsentRecord)
    {
        Description =
            "Makes the next version, without the scopes that are stopped. A consent that is stopped as a whole is not reconfirmed: a new "
                + "one is taken.",
        IfMatch = true,
        Answer = ApiAnswer.Ok<ConsentView>() with { ETag = true },
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.InvalidConsent],
    };

    [Function("ReconfirmConsent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ConsentReconfirmation)] HttpRequest request, string caseId, string consentId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            DateTimeOffset now = time.GetUtcNow();
            Consent asked = (await consents.ReadAsync(call.Caller, caseId, consentId, call.Cancellation).OrProblem()).Consent.Value;
            StaffAct act = call.Caller.On(asked.CaseId, now);
            (Consent next, CaseSnapshot snapshot) = await consents.ChangeAsync(
                call.Caller, asked.CaseId, again => ConsentEntries.Reconfirmed(act, again), async snapshot =>
            {
                if (await consents.FindAsync(asked.CaseId, asked.Id, call.Cancellation) is not { } former)
                    return OwnCases.NotFound();
                if (!call.IfMatch.Fits(ConsentView.ETagOf(former.Value)))
                    return OwnCases.Stale();
                Result<Consent> again = await intake.ReconfirmAsync(
                    former.Value, call.Body, snapshot, call.Caller.Person, now, call.Cancellation);
                return again.Refusal is { } refusal
                    ? refusal
                    : new ConsentChange(again.Value, former.ETag, [ConsentStore.Keep(former.Value)]);
            }, call.Cancellation).OrProblem();
            return ApiResults.Ok(ConsentView.Of(next, snapshot, now), ConsentView.ETagOf(next));
        }, cancellation);
}
