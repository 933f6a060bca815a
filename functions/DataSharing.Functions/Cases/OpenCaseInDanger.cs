using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

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
    public static readonly ApiOperation Operation = new("OpenCaseInDanger", "POST", Routes.CaseEmergencyOpening)
    {
        Summary = "Open a sealed case, because a life is in danger",
        Description =
            "Two persons of the holder say it, each signed in, the second within a day of the first; each attests that a life is in "
                + "danger and that the case was not erased. "
            + "Its record can be read. Everything that was shared stays stopped, and its person is still to confirm it.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(EmergencyOpeningInput),
        Response = typeof(CaseActView),
        Problems = [ProblemType.NotFound, ProblemType.SamePerson, ProblemType.StateConflict, ProblemType.SignInRequired],
    };

    [Function("OpenCaseInDanger")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseEmergencyOpening)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<EmergencyOpeningInput>(request, Operation, async call =>
        {
            var defects = new Defects();
            defects.Unless(call.Body.DangerToLife, "/dangerToLife", "only where a life is in danger");
            defects.Unless(call.Body.NotErased, "/notErased", "only where you know of no erasure of this case");
            defects.ThrowIfAny(ProblemType.InvalidValue, "both persons attest both");
            return ApiResults.Ok(await acts.SayAsync(
                TwoPersonRule.EmergencyOpening, call.Caller, caseId, (head, _) => RequireSealed(head),
                LogAction.OpeningAsked, LogAction.OpenedInDanger, changes.OpenInDangerAsync, call.Cancellation, bothSignIn: true));
        }, cancellation);

    private static void RequireSealed(CaseHead head)
    {
        if (head.LapsedAt is not null)
            throw new ProblemException(ProblemType.StateConflict, "nobody confirmed the case in time: its record is erased");
        if (!head.IsSealed)
            throw new ProblemException(ProblemType.StateConflict, "the case is not sealed, or was opened already");
    }
}
