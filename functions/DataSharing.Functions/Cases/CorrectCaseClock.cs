using DataSharing.Domain.Entries;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>What each of two persons says who set a case's clock back.</summary>
/// <param name="Present">The present time, read off a clock of their own.</param>
public sealed record ClockCorrectionInput(DateTimeOffset Present);

/// <summary>
/// Sets the highest time that a case has seen back to the present, after a clock had been ahead: two persons of the holder
/// compare the system's clock with one of their own. Source: design.md, "Order of stops".
/// </summary>
public sealed class CorrectCaseClock(ApiPipeline api, CaseActs acts, CaseChanges changes, PolicySet policy)
{
    public static readonly ApiOperation<ClockCorrectionInput> Operation = new(
        typeof(CorrectCaseClock), "Set a case's clock back to the present, after a clock had been ahead", Roles.ConsentRecord)
    {
        Description =
            "Two persons of the holder say it, each naming the present time by a clock of their own; the second signs in, within a day "
                + "of the first. "
            + "Only where the case has seen a time ahead of the present by more than the profile's `clockSkew`. Stops of before count as "
            + "said by now at the latest, so that what she signs after it can be taken in. "
            + "No consent and no package that had ended by that time comes back, and no stop ends.",
        Answer = ApiAnswer.Ok<CaseActView>(),
        Problems = [ProblemType.SamePerson, ProblemType.StateConflict],
    };

    [Function("CorrectCaseClock")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseClockCorrection)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(
            request, Operation,
            async call => ApiResults.Ok(await acts.SayAsync(
                TwoPersonRule.ClockCorrection, call.Caller, caseId, (head, now) => WhyNot(head, call.Body.Present, now),
                CaseEntries.ClockCorrectionAsked, CaseEntries.ClockCorrected, changes.CorrectClockAsync, call.Cancellation).OrProblem()),
            cancellation);

    private Refusal? WhyNot(CaseHead head, DateTimeOffset present, DateTimeOffset now) =>
        (present - now).Duration() > policy.Profile.ClockSkew
            ? new(
                ProblemType.InvalidValue,
                "it differs from the system's clock by more than the profile's clockSkew: one of the two is wrong", "/present")
        : OwnCases.WhyNotUnsealed(head) is { } refusal ? refusal
        : head.HighestTime > now + policy.Profile.ClockSkew ? null
        : new(ProblemType.StateConflict, "the case has seen no time ahead of the present: there is nothing to correct");
}
