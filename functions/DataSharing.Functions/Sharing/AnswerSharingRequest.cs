using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <param name="Accepted">Whether the recipient takes the referral on.</param>
/// <param name="Reason">A code.</param>
public sealed record AcceptanceInput(bool Accepted, string? Reason = null);

/// <summary>The recipient accepts or declines; the requester takes back what is not yet released. Repeating either is harmless.</summary>
public sealed class AnswerSharingRequest(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, DecideRequest decide, CaseLedger cases,
    Deadlines deadlines, OverdueEnds overdue, TimeProvider time, ILogger<AnswerSharingRequest> log)
{
    public static readonly ApiOperation<AcceptanceInput> AcceptOperation = new(
        "AcceptSharingRequest", "POST", Routes.SharingRequestAcceptance, "Accept or decline what was sent", Roles.SharingReceive)
    {
        Description = "Declining ends the package. After acceptance and collection it stays readable for a day, and never beyond its end.",
        Answer = ApiAnswer.Ok<SharingRequestView>(),
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    public static readonly ApiOperation CancelOperation = new(
        "CancelSharingRequest", "POST", Routes.SharingRequestCancellation, "Take back a sharing request that is not yet released",
        Roles.SharingSubmit)
    {
        Answer = ApiAnswer.Ok<SharingRequestView>(),
        Problems = [ProblemType.StateConflict],
    };

    [Function("AcceptSharingRequest")]
    public Task<IResult> Accept(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestAcceptance)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, AcceptOperation, async call =>
        {
            RequestLife found = await own.OfRecipientAsync(requestId, call.Caller, RecipientAct.Answer, cancellation).OrProblem();
            string? reason = Identifiers.Reference(call.Body.Reason, "/reason").OrProblem();
            if (await deadlines.IsOverAsync(found, cancellation))
            {
                await overdue.EndAsync(found, client);
                throw Conflict("it is over");
            }

            var mark = new AcceptanceMark(call.Body.Accepted, By(call.Caller), reason);
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Answer(mark)).OrRefusal().OrProblem();
            // Declining is logged with the end of the release, by the step that ends it.
            // CRASH: accepted without its entry: the mark is still set, and the step that clears it writes the entry first.
            if (now.Acceptance is { Accepted: true } accepted)
                await cases.NoteAsync(
                    now.CaseId!, ReleaseEntries.Accepted(now.Request, now.CaseId!, accepted.By, accepted.Reason));
            return await AnswerAsync(now, Side.Recipient, client, cancellation);
        }, cancellation);

    [Function("CancelSharingRequest")]
    public Task<IResult> Cancel(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestCancellation)] HttpRequest request,
        string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, CancelOperation, async call =>
        {
            (RequestLife found, Side side) = await own.FindAsync(requestId, call.Caller, cancellation).OrProblem();
            if (found.Request.Submitted.RegistrationId != call.Caller.Registration)
                return ApiResults.Refused(OwnRequests.NotFound());
            Approval by = By(call.Caller);
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Cancel(by)).OrRefusal().OrProblem();
            // CRASH: cancelled without its entry: the mark is still set, and whoever clears it writes the entry first.
            await decide.RunAsync(found.Request.Id);
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
