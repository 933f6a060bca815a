using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
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
public sealed record WithdrawalInput(PersonsChannel Channel, string? Scope = null);

/// <summary>That sharing is stopped. Acknowledged only once it is durable.</summary>
/// <param name="Withdrawal">Opaque id.</param>
/// <param name="StoppedAt">From this moment no request gets anything.</param>
/// <param name="ConfirmationNumber">For the person.</param>
/// <param name="Tell">What must be said to the person now: codes of the notice's elements.</param>
public sealed record WithdrawalView(string Withdrawal, DateTimeOffset StoppedAt, string ConfirmationNumber, IReadOnlyList<string> Tell);

/// <summary>
/// Withdrawing by word of mouth, with the same immediate effect as by link: of everything, of one consent, or of one scope
/// of it. Never conditional: no ETag, no reason, no approval. Source; SC-008.
/// </summary>
public sealed class OnBehalf(ApiPipeline api, CaseCommits commits, Withdrawals withdrawals)
{
    // SN-32 to SN-35: fetched copies, an opened investigation, services go on, agreeing again.
    private static readonly string[] Tell = ["SN-32", "SN-33", "SN-34", "SN-35"];

    public static readonly ApiOperation WithdrawEverything = new("WithdrawEverything", "POST", Routes.CaseWithdrawal)
    {
        Summary = "Stop all sharing of a case on the person's behalf",
        Description = "In force when answered. No request that begins later gets anything, in any agency; packages not yet collected are dead. What was fetched before is listed and chased, not recalled.",
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(WithdrawalInput),
        Response = typeof(WithdrawalView),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation WithdrawConsent = new("WithdrawConsent", "POST", Routes.ConsentWithdrawal)
    {
        Summary = "Stop the sharing under one consent, or one scope of it, on the person's behalf",
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Body = typeof(WithdrawalInput),
        Response = typeof(WithdrawalView),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue],
    };

    [Function("WithdrawEverything")]
    public Task<IResult> Everything(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseWithdrawal)] HttpRequest request, string caseId, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync<WithdrawalInput>(request, WithdrawEverything, async call =>
        {
            if (call.Body.Scope is not null)
                throw new ProblemException(ProblemType.InvalidValue, "a scope belongs to one consent: stop it at that consent's address", "/scope");
            await RequireOwnAsync(call.Caller, caseId, call.Cancellation);
            return await StopAsync(call, caseId, null, null, durable);
        }, cancellation);

    [Function("WithdrawConsent")]
    public Task<IResult> Consent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ConsentWithdrawal)] HttpRequest request, string caseId, string consentId, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
        => api.HandleAsync<WithdrawalInput>(request, WithdrawConsent, async call =>
        {
            await RequireOwnAsync(call.Caller, caseId, call.Cancellation);
            CaseSnapshot snapshot = await commits.LoadAsync(caseId, cancellation: call.Cancellation) ?? throw NotFound();
            Domain.Consents.Consent consent = snapshot.Consents.FirstOrDefault(c => c.Id == consentId) ?? throw NotFound();
            if (call.Body.Scope is { } scope && consent.Scopes.All(s => s.Id != scope))
                throw new ProblemException(ProblemType.InvalidValue, "the consent has no such scope", "/scope");
            return await StopAsync(call, caseId, consentId, call.Body.Scope, durable);
        }, cancellation);

    private async Task<IResult> StopAsync(ApiCall<WithdrawalInput> call, string caseId, string? consentId, string? scopeId, DurableTaskClient durable)
    {
        string channel = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(call.Body.Channel.ToString());
        var actor = new LogActor(Roles.ConsentRecord, call.Caller.Registration, call.Caller.Person);
        StopReceipt receipt = await withdrawals.StopAsync(caseId, consentId, scopeId, channel, actor, call.Cancellation) ?? throw NotFound();
        await WithdrawalStarter.StartAsync(durable, caseId, receipt.WithdrawalId);
        return ApiResults.Ok(new WithdrawalView(receipt.WithdrawalId, receipt.At, receipt.Number, Tell));
    }

    private async Task RequireOwnAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        if (!Identifiers.IsValid(caseId) || await commits.ReadHeadAsync(caseId, cancellation) is not { } head || head.Value.Holder != caller.Registration)
            throw NotFound();
    }

    private static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such case or consent for this caller");
}
