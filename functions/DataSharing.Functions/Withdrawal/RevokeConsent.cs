using DataSharing.Functions.Stops;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Somebody else ends a consent. It stops sharing exactly as a withdrawal does, in one commit that loses no race, and
/// agencies are told and chased alike; only who did it differs.
/// </summary>
public sealed class RevokeConsent(ApiPipeline api, ConsentStore consents, OwnCases own, Withdrawals withdrawals, TimeProvider time)
{
    // Defects that a consent has from the start. Source.
    private static readonly string[] Defects =
    [
        ReasonKinds.ConsentInvalidForm, ReasonKinds.InterpreterUnfit, ReasonKinds.PresenceUnvetted, ReasonKinds.CapacityUnassessed,
        ReasonKinds.ChildGuardianUnfit, ReasonKinds.ChildGuardianMissing, ReasonKinds.ChildAgeDoubt,
    ];

    public static readonly ApiOperation Operation = new("RevokeConsent", "POST", Routes.ConsentRevocation)
    {
        Summary = "Record that somebody other than the person ended a consent",
        Description =
            "A court, the guardian who gave it for a child, child protection or a reviewer. In force when answered. What the person "
                + "herself takes back is a withdrawal. "
            + StopTexts.NotStopped,
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(RevocationInput),
        Response = typeof(ConsentView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("RevokeConsent")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ConsentRevocation)] HttpRequest request,
        string caseId,
        string consentId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
        => api.HandleAsync<RevocationInput>(request, Operation, async call =>
        {
            (Stored<Consent> found, CaseSnapshot snapshot) = await consents.RequireAsync(call.Caller, caseId, consentId, call.Cancellation);
            DateTimeOffset now = time.GetUtcNow();
            StopTarget target = new(consentId, call.Body.Scope, call.Body.Recipient);
            Check(call.Body, found.Value, target, ConsentStanding.Of(found.Value, snapshot, now));
            var act = new StopAct(
                WireCode.Of(call.Body.By), new LogActor(Roles.ConsentRecord, call.Caller.Registration, call.Caller.Person), ByPerson: false,
                call.Body.Reason, Defects.Contains(call.Body.Reason));
            StopReceipt receipt = await withdrawals.StopAsync(caseId, target, act, call.Cancellation) ?? throw OwnCases.NotFound();
            await WithdrawalStarter.StartAsync(durable, caseId, receipt);
            CaseSnapshot after = await own.LoadAsync(call.Caller, caseId, call.Cancellation);
            return ApiResults.Ok(ConsentView.Of(found.Value, after, now), ConsentView.ETagOf(found.Value));
        }, cancellation);

    private static void Check(RevocationInput input, Consent consent, StopTarget target, ConsentStanding standing)
    {
        var defects = new BodyDefects();
        defects.Unless(ReasonKinds.All.Contains(input.Reason), "/reason", "the reason is one of the reason kinds");
        defects.Unless(
            input.By != RevokedBy.Guardian || consent.Basis == ConsentBasis.Child, "/by",
            "a guardian ends only what a guardian gave; an adult's own consent is hers", "R-140");
        ScopeStanding? scope = standing.Scopes.FirstOrDefault(one => one.Scope == input.Scope);
        defects.Unless(input.Scope is null || scope is not null, "/scope", "the consent has no such scope");
        defects.ThrowIfAny();
        OnBehalf.Require(consent, target);
        ConsentState state = scope?.State ?? standing.State;
        // What a later consent replaced can still be stopped: copies were fetched under it.
        if (state == ConsentState.Superseded)
            return;
        ConsentIntake.Move(state, Defects.Contains(input.Reason) ? ConsentOperation.Invalidate : ConsentOperation.Revoke);
    }
}
