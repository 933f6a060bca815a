using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Consents;

/// <summary>
/// Somebody else ends a consent. It stops sharing exactly as a withdrawal does, in one commit that loses no race, and
/// agencies are told and chased alike; only who did it differs.
/// </summary>
public sealed class RevokeConsent(ApiPipeline api, ConsentStore consents, OwnCases own, CaseCommits commits, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("RevokeConsent", "POST", Routes.ConsentRevocation)
    {
        Summary = "Record that somebody other than the person ended a consent",
        Description = "A court, the guardian who gave it for a child, child protection or a reviewer. In force when answered. What the person herself takes back is a withdrawal.",
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
            Check(call.Body, found.Value, ConsentStanding.Of(found.Value, snapshot.Head.Stops, now));
            string id = "wd-" + RandomNumberGenerator.GetHexString(26, lowercase: true);
            string by = WireCode.Of(call.Body.By);
            var revocation = new WithdrawalDocument
            {
                Id = id,
                CaseId = caseId,
                Stop = new Stop(id, consentId, call.Body.Scope, now, ByPerson: false),
                Channel = by,
                ConfirmationNumber = id,
                WorkflowDue = now,
            };
            LogEntry entry = CaseEntries.Of(call.Caller, caseId, LogAction.ConsentRevoked, now) with
            {
                Id = "e-" + id,
                Outcome = by,
                ReasonKinds = [call.Body.Reason],
                Cause = id,
                Versions = new LogVersions($"{consentId}@{ConsentView.ETagOf(found.Value)}", null, null, null),
            };
            OwnCases.Require(await commits.WithdrawAsync(revocation, entry));
            await WithdrawalStarter.StartAsync(durable, caseId, id);
            CaseSnapshot after = await own.LoadAsync(call.Caller, caseId, call.Cancellation);
            return ApiResults.Ok(ConsentView.Of(found.Value, after, now), ConsentView.ETagOf(found.Value));
        }, cancellation);

    private static void Check(RevocationInput input, Consent consent, ConsentStanding standing)
    {
        var defects = new BodyDefects();
        defects.Unless(ReasonKinds.All.Contains(input.Reason), "/reason", "the reason is one of the reason kinds");
        defects.Unless(input.By != RevokedBy.Guardian || consent.Basis == ConsentBasis.Child, "/by", "a guardian ends only what a guardian gave; an adult's own consent is hers", "R-140");
        ScopeStanding? scope = standing.Scopes.FirstOrDefault(one => one.Scope == input.Scope);
        defects.Unless(input.Scope is null || scope is not null, "/scope", "the consent has no such scope");
        defects.ThrowIfAny();
        ConsentIntake.Move(scope?.State ?? standing.State, ConsentOperation.Revoke);
    }
}
