using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Stops;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Somebody else ends a consent. It stops sharing exactly as a withdrawal does, in one commit that loses no race, and
/// agencies are told and chased alike; only who did it differs.
/// </summary>
public sealed class RevokeConsent(ApiPipeline api, ConsentStore consents, OwnCases own, StopSharing stops, TimeProvider time)
{
    // Defects that a consent has from the start. Source.
    private static readonly string[] Defects =
    [
        ReasonKinds.ConsentInvalidForm, ReasonKinds.InterpreterUnfit, ReasonKinds.PresenceUnvetted, ReasonKinds.CapacityUnassessed,
        ReasonKinds.ChildGuardianUnfit, ReasonKinds.ChildGuardianMissing, ReasonKinds.ChildAgeDoubt,
    ];

    public static readonly ApiOperation<RevocationInput> Operation = new(
        typeof(RevokeConsent), "Record that somebody other than the person ended a consent", Roles.ConsentRecord)
    {
        Description =
            "A court, the guardian who gave it for a child, child protection or a reviewer. In force when answered. What the person "
                + "herself takes back is a withdrawal. "
            + StopTexts.NotStopped,
        Stops = true,
        Answer = ApiAnswer.Ok<ConsentView>() with { ETag = true },
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("RevokeConsent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ConsentRevocation)] HttpRequest request, string caseId, string consentId,
        [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            (Stored<Consent> found, CaseSnapshot snapshot) = await consents.ReadAsync(
                call.Caller, caseId, consentId, call.Cancellation).OrProblem();
            DateTimeOffset now = time.GetUtcNow();
            StopTarget target = OnBehalf.TargetOf(found.Value.Id, call.Body.Scope, call.Body.Recipient);
            WhyNot(call.Body, found.Value, target, ConsentStanding.Of(found.Value, snapshot, now)).OrProblem();
            var act = new StopAct(
                WireCode.Of(call.Body.By), call.Caller.As(Roles.ConsentRecord), ByPerson: false,
                call.Body.Reason, Defects.Contains(call.Body.Reason));
            if (await stops.StopAsync(new(snapshot.Head.CaseId, target, act), durable, call.Cancellation) is null)
                return ApiResults.Refused(OwnCases.NotFound());
            CaseSnapshot after = await own.LoadAsync(call.Caller, caseId, call.Cancellation).OrProblem();
            return ApiResults.Ok(ConsentView.Of(found.Value, after, now), ConsentView.ETagOf(found.Value));
        }, cancellation);

    private static Refusal? WhyNot(RevocationInput input, Consent consent, StopTarget target, ConsentStanding standing)
    {
        var defects = new BodyDefects();
        defects.Unless(ReasonKinds.All.Contains(input.Reason), "/reason", "the reason is one of the reason kinds");
        defects.Unless(
            input.By != RevokedBy.Guardian || consent.Basis == ConsentBasis.Child, "/by",
            "a guardian ends only what a guardian gave; an adult's own consent is hers", "R-140");
        ScopeStanding? scope = standing.Scopes.FirstOrDefault(one => one.Scope == target.ScopeId);
        defects.Unless(input.Scope is null || scope is not null, "/scope", "the consent has no such scope");
        if ((defects.WhyRefused() ?? OnBehalf.WhyNot(consent, target)) is { } refusal)
            return refusal;
        ConsentState state = scope?.State ?? standing.State;
        // What a later consent replaced can still be stopped: copies were fetched under it.
        return state == ConsentState.Superseded
            ? null
            : ConsentIntake.Move(state, Defects.Contains(input.Reason) ? ConsentOperation.Invalidate : ConsentOperation.Revoke).Refusal;
    }
}
