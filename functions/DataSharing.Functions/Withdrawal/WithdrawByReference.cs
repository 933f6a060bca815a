using DataSharing.Functions.Sharing;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Stops all sharing of a case that is known by a reference alone, as its person told an agency that takes part.</summary>
public sealed class WithdrawByReference(ApiPipeline api, TakesPart participation, References references, OnBehalf stops)
{
    public static readonly ApiOperation<ReferredWithdrawalInput> Operation = new(
        typeof(WithdrawByReference), "Stop all sharing of a case that another agency holds, on the person's behalf", Roles.ConsentRecord)
    {
        Description =
            "For an agency that takes part in the case, by a reference that this system gave to that agency. In force when answered, as "
                + "if she had told the holder, who sees it at once. "
            + StopTexts.NotStopped,
        Stops = true,
        Answer = ApiAnswer.Ok<WithdrawalView>(),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue, ProblemType.MalformedId],
    };

    [Function("WithdrawByReference")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Withdrawals)] HttpRequest request, [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RegistrationId holder = Identifiers.Read<RegistrationId>(call.Body.Holder, "/holder").OrProblem();
            if (!References.CanBe(call.Body.Reference))
                throw new ProblemException(
                    ProblemType.InvalidValue,
                    "a reference is sixteen letters and digits, in any grouping; check it against the code that was given", "/reference");
            if (await references.FindCaseAsync(call.Body.Reference, holder, call.Caller.Registration, call.Cancellation) is not { } caseId
                || !await participation.IsSoAsync(call.Caller, caseId, call.Cancellation))
                return ApiResults.Refused(OnBehalf.NotFound());
            return await stops.StopAsync(call, call.Body.Channel, caseId, StopTarget.Everything, durable);
        }, cancellation);
}
