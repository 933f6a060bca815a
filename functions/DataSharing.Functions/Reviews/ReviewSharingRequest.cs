using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Reviews;

/// <summary>What a reviewer may say.</summary>
public enum ReviewAction
{
    /// <summary>Decide anew; for an override: confirmed; for a reconsideration: the person is right.</summary>
    Proceed,

    /// <summary>No; for a reconsideration: the decision stands.</summary>
    Refuse,
}

/// <summary>What a second person says of a request that waits.</summary>
/// <param name="Evidence">Reference of what the reviewer rests on; never a text.</param>
public sealed record ReviewInput(ReviewAction Action, [Reference] string Evidence);

/// <summary>
/// A second person of the holder speaks on what is held, on an urgent override, or on a reconsideration. Proceeding overrules
/// nothing: it decides anew, and lets something out only if the missing fact is on record by then.
/// </summary>
public sealed class ReviewSharingRequest(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, ReviewQueue reviews, CaseLedger cases, Releaser releaser,
    SecondPerson persons, Deadlines deadlines, OverdueEnds overdue, TimeProvider time, ILogger<ReviewSharingRequest> log)
{
    public static readonly ApiOperation<ReviewInput> Operation = new(
        typeof(ReviewSharingRequest), "Proceed with or refuse what waits for a second person", Roles.SharingReview)
    {
        Description =
            "Only while the hold, or the time in which an urgent override is confirmed, has not ended. Another person than whoever "
                + "submitted, claimed or asked, who signs in: a token of an application reviews nothing, whomever it acts for. "
                + "Proceeding decides anew and overrules nothing.",
        Answer = ApiAnswer.Accepted<SharingRequestView>(),
        Problems = [ProblemType.SamePerson, ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("ReviewSharingRequest")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestReview)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RequestLife found = await own.OfHolderAsync(requestId, call.Caller, cancellation).OrProblem();
            string evidence = Identifiers.Reference(call.Body.Evidence, "/evidence").OrProblem()!;
            var by = new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow());
            if (found.Awaits is not { } awaited)
                throw new ProblemException(ProblemType.StateConflict, RequestLife.NothingAwaits);
            await persons.WhyNotAsync(RuleOf(awaited), call.Caller, found.FirstPersons(), cancellation).OrProblem();
            if (awaited != Awaited.Reconsideration && await deadlines.IsOverAsync(found, cancellation))
            {
                // Whatever was to end it by then did not.
                await overdue.EndAsync(found, client);
                throw new ProblemException(
                    ProblemType.StateConflict, "it has ended: the time in which a second person could speak is over");
            }

            var mark = new ReviewMark(call.Body.Action == ReviewAction.Proceed, by, evidence);
            // CRASH: the word is on record before it has an effect; without the effect the reviewer is asked again.
            await cases.NoteAsync(
                found.CaseId!,
                SharingEntries.Reviewed(
                    found.Request, found.CaseId!, Guid.CreateVersion7(by.At).ToString("N"), mark.Proceed, by, evidence));
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Speak(mark, found)).OrRefusal().OrProblem();
            if (awaited == Awaited.Reconsideration)
                await ReconsiderAsync(now, mark);
            await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(found.Request.Id), log);
            return ApiResults.Accepted($"/{Routes.SharingRequests}/{requestId}", await views.ShowAsync(now, Side.Holder, cancellation));
        }, cancellation);

    // The person was right about something that is still out: it ends. What was refused is not released by a review.
    private async Task ReconsiderAsync(RequestLife document, ReviewMark mark)
    {
        if (document.State == RequestState.Released && mark.Proceed)
            await releaser.EndAsync(
                document.Request, document.CaseId!, ReleaseEnd.Reconsidered, mark.By, mark.Evidence);
        await reviews.RemoveAsync(document);
    }

    private static TwoPersonRule RuleOf(Awaited awaited) => awaited switch
    {
        Awaited.Reconsideration => TwoPersonRule.Reconsideration,
        Awaited.OverrideSecondPerson => TwoPersonRule.OverrideSecondPerson,
        Awaited.OverrideConfirmation => TwoPersonRule.OverrideConfirmation,
        _ => TwoPersonRule.Hold,
    };
}
