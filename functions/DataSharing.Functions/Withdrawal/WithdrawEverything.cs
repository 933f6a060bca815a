using DataSharing.Functions.Cases;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Stops all sharing of a case, as its person told somebody of its holder or of an agency that takes part.</summary>
public sealed class WithdrawEverything(ApiPipeline api, OwnCases own, TakesPart participation, OnBehalf stops)
{
    public static readonly ApiOperation<WithdrawalInput> Operation = new(
        typeof(WithdrawEverything), "Stop all sharing of a case on the person's behalf", Roles.ConsentRecord)
    {
        Description =
            "For the holder, and for an agency that takes part in the case. In force when answered: no request that begins later gets "
                + "anything on the strength of her consent, in any agency; packages that rest on it and were not yet collected are dead. "
                + "What was fetched before is listed and chased, not recalled. "
            + StopTexts.NotStopped,
        Stops = true,
        Answer = ApiAnswer.Ok<WithdrawalView>(),
        Problems = [ProblemType.InvalidValue],
    };

    [Function("WithdrawEverything")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseWithdrawal)] HttpRequest request, string caseId,
        [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            if (call.Body.Scope is not null || call.Body.Recipient is not null)
                throw new ProblemException(
                    ProblemType.InvalidValue, "a part belongs to one consent: stop it at that consent's address",
                    call.Body.Scope is not null ? "/scope" : "/recipient");
            if (CaseId.Read(caseId) is not { } id
                || (await own.FindAsync(call.Caller, id, call.Cancellation) is null
                    && !await participation.IsSoAsync(call.Caller, id, call.Cancellation)))
                return ApiResults.Refused(OnBehalf.NotFound());
            return await stops.StopAsync(call, call.Body.Channel, id, StopTarget.Everything, durable);
        }, cancellation);
}
