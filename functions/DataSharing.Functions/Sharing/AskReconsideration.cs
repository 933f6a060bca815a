using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Sharing;

/// <summary>That the person asks for another look at what was refused.</summary>
/// <param name="Statement">Reference of what the person said, kept with the holder; never the words.</param>
public sealed record ReconsiderationInput([Reference] string Statement);

/// <summary>
/// The person, through her caseworker, has an automated decision looked at by a human being. The review may end a live release;
/// it cannot force one: sharing after all is a new request.
/// </summary>
public sealed class AskReconsideration(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, ReviewQueue reviews, CaseLedger cases, TimeProvider time)
{
    public static readonly ApiOperation<ReconsiderationInput> Operation = new(
        typeof(AskReconsideration), "Have a decision looked at by a person", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Accepted<SharingRequestView>(),
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("AskReconsideration")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestReconsideration)] HttpRequest request, string requestId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RequestLife found = await own.OfHolderAsync(requestId, call.Caller, cancellation).OrProblem();
            string statement = Identifiers.Reference(call.Body.Statement, "/statement").OrProblem()!;
            var by = new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow());
            found.Reconsider(statement, by).OrRefusal().OrProblem();
            // Before the state: what waits is in the list from the first moment, and after a crash too; an item too many is
            // left out when the list is read.
            await reviews.AddAsync(found);
            RequestLife now = await requests.MoveAsync(
                found.Request.Id, current => current.Reconsider(statement, by)).OrRefusal().OrProblem();
            // And after it: a reviewer may just have taken out the item of an earlier reconsideration.
            await reviews.AddAsync(now);
            await cases.NoteAsync(
                now.CaseId!,
                SharingEntries.ReconsiderationAsked(now.Request, now.CaseId!, now.Reconsideration!.By.At, by, statement));
            return ApiResults.Accepted($"/{Routes.SharingRequests}/{requestId}", await views.ShowAsync(now, Side.Holder, cancellation));
        }, cancellation);
}
