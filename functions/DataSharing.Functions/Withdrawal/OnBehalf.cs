using DataSharing.Functions.Stops;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>How the person said stop to somebody of the holder.</summary>
public enum PersonsChannel
{
    InPerson,
    Phone,
    Video,
    Letter,
    Advocate,
    Desk,
}

/// <summary>A withdrawal recorded for the person. No reason is asked and none can be given.</summary>
/// <param name="Channel">How she said it.</param>
/// <param name="Scope">With a consent: the one scope to stop; left out: the whole consent.</param>
/// <param name="Recipient">With a scope: the one recipient of it to stop; left out: all of them .</param>
public sealed record WithdrawalInput(PersonsChannel Channel, string? Scope = null, string? Recipient = null);

/// <summary>A withdrawal taken by an agency that takes part in the case and does not hold it.</summary>
/// <param name="Holder">Registration that holds the case.</param>
/// <param name="Reference">What this system gave the agency: a delivery's handle or a hand-over code.</param>
/// <param name="Channel">How she said it.</param>
public sealed record ReferredWithdrawalInput(string Holder, string Reference, PersonsChannel Channel);

/// <summary>That sharing is stopped. Acknowledged only once it is durable.</summary>
/// <param name="Withdrawal">Opaque id.</param>
/// <param name="StoppedAt">From this moment no request gets anything; where nothing was left to stop, that of the first time.</param>
/// <param name="ConfirmationNumber">For the person.</param>
/// <param name="SaidAgainAt">Where nothing was left to stop: the moment of this answer, before which what she signed does not count.
/// Left out: it was the first time.</param>
/// <param name="Tell">What must be said to the person now: codes of the notice's elements.</param>
public sealed record WithdrawalView(
    string Withdrawal, DateTimeOffset StoppedAt, DateTimeOffset? SaidAgainAt, string ConfirmationNumber, IReadOnlyList<string> Tell);

/// <summary>
/// Withdrawing by word of mouth, with the same immediate effect as by link: of everything, of one consent, of one scope or one
/// recipient of it. Never conditional: no ETag, no reason, no approval. Everything is stopped by whichever agency that takes
/// part she tells; who takes it learns nothing of the case. Source; SC-008.
/// </summary>
public sealed class OnBehalf(
    ApiPipeline api, CaseLedger cases, OwnCases own, Withdrawals withdrawals, TakesPart participation, References references)
{
    // SN-32 to SN-35: fetched copies, an opened investigation, services go on, agreeing again.
    private static readonly string[] Tell = ["SN-32", "SN-33", "SN-34", "SN-35"];

    public static readonly ApiOperation WithdrawEverything = new("WithdrawEverything", "POST", Routes.CaseWithdrawal)
    {
        Summary = "Stop all sharing of a case on the person's behalf",
        Description =
            "For the holder, and for an agency that takes part in the case. In force when answered: no request that begins later gets "
                + "anything on the strength of her consent, in any agency; packages that rest on it and were not yet collected are dead. "
                + "What was fetched before is listed and chased, not recalled. "
            + StopTexts.NotStopped,
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(WithdrawalInput),
        Response = typeof(WithdrawalView),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue],
    };

    public static readonly ApiOperation WithdrawByReference = new("WithdrawByReference", "POST", Routes.Withdrawals)
    {
        Summary = "Stop all sharing of a case that another agency holds, on the person's behalf",
        Description =
            "For an agency that takes part in the case, by a reference that this system gave to that agency. In force when answered, as "
                + "if she had told the holder, who sees it at once. "
            + StopTexts.NotStopped,
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(ReferredWithdrawalInput),
        Response = typeof(WithdrawalView),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue],
    };

    public static readonly ApiOperation WithdrawConsent = new("WithdrawConsent", "POST", Routes.ConsentWithdrawal)
    {
        Summary = "Stop the sharing under one consent, or one scope or recipient of it, on the person's behalf",
        Description =
            "In force when answered, as stopping everything is. It stops these sharings under whatever consent they stand: an older, "
                + "wider one does not speak again. "
            + StopTexts.NotStopped,
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(WithdrawalInput),
        Response = typeof(WithdrawalView),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue],
    };

    [Function("WithdrawEverything")]
    public Task<IResult> Everything(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseWithdrawal)] HttpRequest request, string caseId,
        [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync<WithdrawalInput>(request, WithdrawEverything, async call =>
        {
            if (call.Body.Scope is not null || call.Body.Recipient is not null)
                throw new ProblemException(
                    ProblemType.InvalidValue, "a part belongs to one consent: stop it at that consent's address",
                    call.Body.Scope is not null ? "/scope" : "/recipient");
            if (!Identifiers.IsValid(caseId) || await cases.ReadHeadAsync(caseId, call.Cancellation) is not { } head
                || (head.Value.Holder == call.Caller.Registration
                    ? await own.IsBarredAsync(call.Caller, caseId, call.Cancellation)
                    : !await participation.IsSoAsync(call.Caller, head.Value, call.Cancellation)))
                throw NotFound();
            return await StopAsync(call.Caller, call.Body.Channel, caseId, StopTarget.Everything, durable, call.Cancellation);
        }, cancellation);

    [Function("WithdrawByReference")]
    public Task<IResult> ByReference(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Withdrawals)] HttpRequest request,
        [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync<ReferredWithdrawalInput>(request, WithdrawByReference, async call =>
        {
            string holder = Identifiers.Require(call.Body.Holder, "/holder");
            if (!References.CanBe(call.Body.Reference))
                throw new ProblemException(
                    ProblemType.InvalidValue,
                    "a reference is sixteen letters and digits, in any grouping; check it against the code that was given", "/reference");
            if (await references.FindCaseAsync(call.Body.Reference, holder, call.Caller.Registration, call.Cancellation) is not { } caseId
                || await cases.ReadHeadAsync(caseId, call.Cancellation) is not { } head
                || !await participation.IsSoAsync(call.Caller, head.Value, call.Cancellation))
                throw NotFound();
            return await StopAsync(call.Caller, call.Body.Channel, caseId, StopTarget.Everything, durable, call.Cancellation);
        }, cancellation);

    [Function("WithdrawConsent")]
    public Task<IResult> Consent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ConsentWithdrawal)] HttpRequest request, string caseId,
        string consentId, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync<WithdrawalInput>(request, WithdrawConsent, async call =>
        {
            CaseSnapshot snapshot = await own.LoadAsync(call.Caller, caseId, call.Cancellation);
            Domain.Consents.Consent consent = snapshot.Consents.FirstOrDefault(c => c.Id == consentId) ?? throw NotFound();
            StopTarget target = new(consentId, call.Body.Scope, call.Body.Recipient);
            Require(consent, target);
            return await StopAsync(call.Caller, call.Body.Channel, caseId, target, durable, call.Cancellation);
        }, cancellation);

    internal static void Require(Domain.Consents.Consent consent, StopTarget target)
    {
        if (target.ScopeId is { } scope && consent.Scopes.All(one => one.Id != scope))
            throw new ProblemException(ProblemType.InvalidValue, "the consent has no such scope", "/scope");
        if (target.Recipient is null)
            return;
        if (target.ScopeId is null)
            throw new ProblemException(ProblemType.InvalidValue, "a recipient is stopped in a scope: name it", "/scope");
        if (target.KeysOf(consent) is null)
            throw new ProblemException(ProblemType.InvalidValue, "the scope has no such recipient", "/recipient");
    }

    private async Task<IResult> StopAsync(
        Caller caller, PersonsChannel how, string caseId, StopTarget target, DurableTaskClient durable, CancellationToken cancellation)
    {
        string channel = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(how.ToString());
        var act = new StopAct(channel, new LogActor(Roles.ConsentRecord, caller.Registration, caller.Person));
        StopReceipt receipt = await withdrawals.StopAsync(caseId, target, act, cancellation) ?? throw NotFound();
        await WithdrawalStarter.StartAsync(durable, caseId, receipt);
        return ApiResults.Ok(new WithdrawalView(receipt.WithdrawalId, receipt.At, receipt.SaidAgainAt, receipt.Number, Tell));
    }

    private static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such case or consent for this caller");
}
