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

/// <param name="Evidence">Reference of what the reviewer rests on; never a text.</param>
public sealed record ReviewInput(ReviewAction Action, string Evidence);

/// <summary>
/// A second person of the holder speaks on what is held, on an urgent override, or on a reconsideration. Proceeding overrules
/// nothing: it decides anew, and lets something out only if the missing fact is on record by then.
/// </summary>
public sealed class ReviewSharingRequest(
    ApiPipeline api, RequestViews views, RequestStore requests, ReviewQueue reviews, CaseCommits cases, Releaser releaser,
    SecondPerson persons, Ends ends, OverdueEnds overdue, TimeProvider time, ILogger<ReviewSharingRequest> log)
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
            RequestDocument found = await views.RequireHolderAsync(requestId, call.Caller, cancellation);
            string evidence = Identifiers.Reference(call.Body.Evidence, "/evidence").OrProblem()!;
            var by = new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow());
            TwoPersonRule rule = RuleOf(found);
            await persons.WhyNotAsync(rule, call.Caller, Before(found), cancellation).OrProblem();
            if (rule != TwoPersonRule.Reconsideration && await ends.IsOverAsync(found, cancellation))
            {
                // Whatever was to end it by then did not.
                await overdue.EndAsync(found, client);
                throw new ProblemException(
                    ProblemType.StateConflict, "it has ended: the time in which a second person could speak is over");
            }

            var mark = new ReviewMark(call.Body.Action == ReviewAction.Proceed, by, evidence);
            // CRASH: the word is on record before it has an effect; without the effect the reviewer is asked again.
            await cases.NoteAsync(found.CaseId!, SharingLog.Act(
                found.Request, found.CaseId!, "rev-" + Guid.CreateVersion7(by.At).ToString("N"), LogAction.ReviewDecided,
                Roles.SharingReview, by, mark.Proceed ? "proceed" : "refuse", evidence));
            bool reconsidered = IsReconsidered(found);
            RequestDocument now = (await requests.ChangeAndMarkAsync(requestId, current => Apply(current, mark, rule, found)))!;
            if (reconsidered)
                await ReconsiderAsync(now, mark);
            await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(requestId), log);
            return ApiResults.Accepted($"/{Routes.SharingRequests}/{requestId}", await views.ShowAsync(now, Side.Holder, cancellation));
        }, cancellation);

    /// <summary>Whether a request waits for a word of a second person.</summary>
    internal static bool Waits(RequestDocument document) =>
        document.State == RequestState.Held || document is { State: RequestState.Released, ConfirmBy: not null }
            || IsReconsidered(document);

    private static bool IsReconsidered(RequestDocument document) => !document.IsPending && document.Reconsideration is { Outcome: null };

    private static RequestDocument Apply(RequestDocument current, ReviewMark mark, TwoPersonRule rule, RequestDocument judged)
    {
        // Who may be the second person was judged for what waited then.
        if (RuleOf(current) != rule || current.Reconsideration?.By != judged.Reconsideration?.By)
            throw NothingWaits();
        if (IsReconsidered(current))
            return current with { Reconsideration = current.Reconsideration! with { Outcome = mark } };
        if (current.State == RequestState.Released)
            return current with { ConfirmBy = mark.Proceed ? null : mark.By.At, Review = mark };
        SharingRequest request = mark.Proceed && current.Request.Override is { Second: null } claim
            ? current.Request with { Override = claim with { Second = mark.By } }
            : current.Request;
        return current with { Request = request, Review = mark };
    }

    // The person was right about something that is still out: it ends. What was refused is not released by a review.
    private async Task ReconsiderAsync(RequestDocument document, ReviewMark mark)
    {
        if (document.State == RequestState.Released && mark.Proceed)
            await releaser.EndAsync(
                document.Request, document.CaseId!, Ledger.ReleaseState.Closed, LogAction.ReleaseStopped, "reconsidered",
                SharingLog.Actor(Roles.SharingReview, mark.By), mark.Evidence);
        await reviews.RemoveAsync(document);
    }

    private static IEnumerable<Approval> Before(RequestDocument document) =>
        new[] { document.Request.Submitted, document.Request.Override?.First, IsReconsidered(document)
            ? document.Reconsideration!.By
            : null }.OfType<Approval>();

    /// <summary>What waits for a second person.</summary>
    /// <exception cref="ProblemException">state-conflict: nothing does.</exception>
    private static TwoPersonRule RuleOf(RequestDocument document) => document switch
    {
        _ when IsReconsidered(document) => TwoPersonRule.Reconsideration,
        { State: RequestState.Held, Decision.Reason.WaitsFor: HoldFacts.SecondPerson } => TwoPersonRule.OverrideSecondPerson,
        { State: RequestState.Held } => TwoPersonRule.Hold,
        { State: RequestState.Released, ConfirmBy: not null } => TwoPersonRule.OverrideConfirmation,
        _ => throw NothingWaits(),
    };

    private static ProblemException NothingWaits() =>
        new(ProblemType.StateConflict, "nothing of it waits for a second person, or for something else by now");
}
