using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <summary>Whether a referral is taken on.</summary>
/// <param name="Accepted">Whether the recipient takes the referral on.</param>
/// <param name="Reason">A code.</param>
public sealed record AcceptanceInput(bool Accepted, [Reference] string? Reason = null);

/// <summary>The recipient accepts or declines. Repeating it is harmless.</summary>
public sealed class AcceptSharingRequest(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, CaseLedger cases, Deadlines deadlines, OverdueEnds overdue,
    TimeProvider time, ILogger<AcceptSharingRequest> log)
{
    public static readonly ApiOperation<AcceptanceInput> Operation = new(
        typeof(AcceptSharingRequest), "Accept or decline what was sent", Roles.SharingReceive)
    {
        Description = "Declining ends the package. After acceptance and collection it stays readable for a day, and never beyond its end.",
        Answer = ApiAnswer.Ok<SharingRequestView>(),
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("AcceptSharingRequest")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestAcceptance)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RequestLife found = await own.OfRecipientAsync(requestId, call.Caller, RecipientAct.Answer, cancellation).OrProblem();
            string? reason = Identifiers.Reference(call.Body.Reason, "/reason").OrProblem();
            if (await deadlines.IsOverAsync(found, cancellation))
            {
                await overdue.EndAsync(found, client);
                return ApiResults.Refused(new Refusal(ProblemType.StateConflict, "it is over"));
            }

            var mark = new AcceptanceMark(call.Body.Accepted, call.Caller.At(time.GetUtcNow()), reason);
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Answer(mark)).OrRefusal().OrProblem();
            // Declining is logged with the end of the release, by the step that ends it.
            // CRASH: accepted without its entry: the mark is still set, and the step that clears it writes the entry first.
            if (now.Acceptance is { Accepted: true } accepted)
                await cases.NoteAsync(
                    now.CaseId!, ReleaseEntries.Accepted(now.Request, now.CaseId!, accepted.By, accepted.Reason));
            await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(now.Request.Id), log);
            return ApiResults.Ok(await views.ShowAsync(now, Side.Recipient, cancellation));
        }, cancellation);
}
