using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Orchestration;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Sharing;

/// <param name="Accepted">Whether the recipient takes the referral on.</param>
/// <param name="Reason">A code.</param>
public sealed record AcceptanceInput(bool Accepted, string? Reason = null);

/// <summary>The recipient accepts or declines; the requester takes back what is not yet released. Repeating either is harmless.</summary>
public sealed class AnswerSharingRequest(
    ApiPipeline api, RequestViews views, RequestStore requests, DecideRequest decide, CaseLedger cases, Deadlines deadlines, OverdueEnds overdue,
    TimeProvider time, ILogger<AnswerSharingRequest> log)
{
    public static readonly ApiOperation AcceptOperation = new("AcceptSharingRequest", "POST", Routes.SharingRequestAcceptance)
    {
        Summary = "Accept or decline what was sent",
        Description = "Declining ends the package. After acceptance and collection it stays readable for a day, and never beyond its end.",
        Roles = [Roles.SharingReceive],
        Body = typeof(AcceptanceInput),
        Response = typeof(SharingRequestView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    public static readonly ApiOperation CancelOperation = new("CancelSharingRequest", "POST", Routes.SharingRequestCancellation)
    {
        Summary = "Take back a sharing request that is not yet released",
        Roles = [Roles.SharingSubmit],
        Response = typeof(SharingRequestView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict],
    };

    [Function("AcceptSharingRequest")]
    public Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SharingRequestAcceptance)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync<AcceptanceInput>(request, AcceptOperation, async call =>
        {
            RequestLife found = await views.RequireRecipientAsync(requestId, call.Caller, RecipientAct.Answer, cancellation);
            string? reason = Identifiers.Reference(call.Body.Reason, "/reason");
            if (await deadlines.IsOverAsync(found, cancellation))
            {
                await overdue.EndAsync(found, client);
                throw Conflict("it is over");
            }

            var mark = new AcceptanceMark(call.Body.Accepted, By(call.Caller), reason);
            RequestLife now = (await requests.MoveAsync(requestId, current => current.Answer(mark))).OrConflict();
            // Declining is logged with the end of the release, by the step that ends it.
            // CRASH: accepted without its entry: the mark is still set, and the step that clears it writes the entry first.
            if (now.Acceptance is { Accepted: true } accepted)
                await cases.NoteAsync(now.CaseId!, SharingLog.Accepted(now, accepted));
            return await AnswerAsync(now, Side.Recipient, client, cancellation);
        }, cancellation);

    [Function("CancelSharingRequest")]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SharingRequestCancellation)] HttpRequest request,
        string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, CancelOperation, async call =>
        {
            (RequestLife found, Side side) = await views.RequireAsync(requestId, call.Caller, cancellation);
            if (found.Request.Submitted.RegistrationId != call.Caller.Registration)
                throw RequestViews.NotFound();
            Approval by = By(call.Caller);
            RequestLife now = (await requests.MoveAsync(requestId, current => current.Cancel(by))).OrConflict();
            // CRASH: cancelled without its entry: the mark is still set, and whoever clears it writes the entry first.
            await decide.RunAsync(requestId);
            return await AnswerAsync(now, side, client, cancellation);
        }, cancellation);

    private async Task<IResult> AnswerAsync(RequestLife document, Side side, DurableTaskClient client, CancellationToken cancellation)
    {
        await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(document.Request.Id), log);
        return ApiResults.Ok(await views.ShowAsync(document, side, cancellation));
    }

    private Approval By(Caller caller) => new(caller.Registration, caller.Person, time.GetUtcNow());

    private static ProblemException Conflict(string why) => new(ProblemType.StateConflict, why);
}
