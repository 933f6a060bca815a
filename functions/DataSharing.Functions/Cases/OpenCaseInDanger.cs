using DataSharing.Domain.Entries;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>What each of two persons attests who open a sealed case.</summary>
/// <param name="DangerToLife">That a life is in danger: true.</param>
/// <param name="NotErased">That they know of no erasure of this case: true.</param>
public sealed record EmergencyOpeningInput(bool DangerToLife, bool NotErased);

/// <summary>
/// Opens one sealed case whose person cannot be asked, because a life is in danger: two persons of its holder, each signed in,
/// attest that it was not erased. It is to be confirmed all the same. Source: design.md, "Redaction, sealing, erasure".
/// </summary>
public sealed class OpenCaseInDanger(ApiPipeline api, CaseActs acts, CaseChanges changes)
{
    public static readonly ApiOperation<EmergencyOpeningInput> Operation = new(
        typeof(OpenCaseInDanger), "Open a sealed case, because a life is in danger", Roles.ConsentRecord)
    {
        Description =
            "Two persons of the holder say it, each signed in, the second within a day of the first; each attests that a life is in "
                + "danger and that the case was not erased. "
            + "Its record can be read. Everything that was shared stays stopped, and its person is still to confirm it.",
        Answer = ApiAnswer.Ok<CaseActView>(),
        Problems = [ProblemType.SamePerson, ProblemType.StateConflict, ProblemType.SignInRequired],
    };

    [Function("OpenCaseInDanger")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseEmergencyOpening)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            var defects = new Defects();
            defects.Unless(call.Body.DangerToLife, "/dangerToLife", "only where a life is in danger");
            defects.Unless(call.Body.NotErased, "/notErased", "only where you know of no erasure of this case");
            defects.WhyRefused(ProblemType.InvalidValue, "both persons attest both").OrProblem();
            return ApiResults.Ok(await acts.SayAsync(
                TwoPersonRule.EmergencyOpening, call.Caller, caseId, (head, _) => WhyNotSealed(head),
                CaseEntries.OpeningAsked, CaseEntries.OpenedInDanger, changes.OpenInDangerAsync, call.Cancellation,
                bothSignIn: true).OrProblem());
        }, cancellation);

    private static Refusal? WhyNotSealed(CaseHead head) =>
        head.LapsedAt is not null ? new(ProblemType.StateConflict, "nobody confirmed the case in time: its record is erased")
        : head.IsSealed ? null
        : new(ProblemType.StateConflict, "the case is not sealed, or was opened already");
}
