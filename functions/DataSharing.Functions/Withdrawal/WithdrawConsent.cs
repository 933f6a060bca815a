using DataSharing.Functions.Cases;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Stops the sharing under one consent, or a part of it, as its person told somebody of the holder.</summary>
public sealed class WithdrawConsent(ApiPipeline api, OwnCases own, OnBehalf stops)
{
    public static readonly ApiOperation<WithdrawalInput> Operation = new(
        typeof(WithdrawConsent),
        "Stop the sharing under one consent, or one scope or recipient of it, on the person's behalf", Roles.ConsentRecord)
    {
        Description =
            "In force when answered, as stopping everything is. It stops these sharings under whatever consent they stand: an older, "
                + "wider one does not speak again. "
            + StopTexts.NotStopped,
        Stops = true,
        Answer = ApiAnswer.Ok<WithdrawalView>(),
        Problems = [ProblemType.InvalidValue],
    };

    [Function("WithdrawConsent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ConsentWithdrawal)] HttpRequest request, string caseId, string consentId,
        [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseSnapshot snapshot = await own.LoadAsync(call.Caller, caseId, call.Cancellation).OrProblem();
            if (snapshot.Consents.FirstOrDefault(one => one.Id.Value == consentId) is not { } consent)
                return ApiResults.Refused(OnBehalf.NotFound());
            StopTarget target = OnBehalf.TargetOf(consent.Id, call.Body.Scope, call.Body.Recipient);
            OnBehalf.WhyNot(consent, target).OrProblem();
            return await stops.StopAsync(call, call.Body.Channel, snapshot.Head.CaseId, target, durable);
        }, cancellation);
}
