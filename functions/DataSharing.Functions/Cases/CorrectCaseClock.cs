using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>What each of two persons says who set a case's clock back.</summary>
/// <param name="Present">The present time, read off a clock of their own.</param>
public sealed record ClockCorrectionInput(DateTimeOffset Present);

/// <summary>
/// Sets the highest time that a case has seen back to the present, after a clock had been ahead: two persons of the holder
/// compare the system's clock with one of their own. Source: design.md, "Order of stops".
/// </summary>
public sealed class CorrectCaseClock(ApiPipeline api, CaseActs acts, CaseChanges changes, PolicySet policy, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("CorrectCaseClock", "POST", Routes.CaseClockCorrection)
    {
        Summary = "Set a case's clock back to the present, after a clock had been ahead",
        Description =
            "Two persons of the holder say it, each naming the present time by a clock of their own; the second signs in, within a day "
                + "of the first. "
            + "Only where the case has seen a time ahead of the present by more than the profile's `clockSkew`. Stops of before count as "
            + "said by now at the latest, so that what she signs after it can be taken in. "
            + "No consent and no package that had ended by that time comes back, and no stop ends.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ClockCorrectionInput),
        Response = typeof(CaseActView),
        Problems = [ProblemType.NotFound, ProblemType.SamePerson, ProblemType.StateConflict],
    };

    [Function("CorrectCaseClock")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseClockCorrection)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<ClockCorrectionInput>(request, Operation, async call =>
        {
            TimeSpan skew = policy.Profile.ClockSkew;
            if ((call.Body.Present - time.GetUtcNow()).Duration() > skew)
                throw new ProblemException(
                    ProblemType.InvalidValue,
                    "it differs from the system's clock by more than the profile's clockSkew: one of the two is wrong", "/present");
            return ApiResults.Ok(await acts.SayAsync(
                TwoPersonRule.ClockCorrection, call.Caller, caseId, (head, now) => RequireAhead(head, now, skew),
                LogAction.ClockCorrectionAsked, LogAction.ClockCorrected, changes.CorrectClockAsync, call.Cancellation));
        }, cancellation);

    private static void RequireAhead(CaseHead head, DateTimeOffset now, TimeSpan skew)
    {
        OwnCases.RequireUnsealed(head);
        if (!(head.HighestTime > now + skew))
            throw new ProblemException(
                ProblemType.StateConflict, "the case has seen no time ahead of the present: there is nothing to correct");
    }
}
