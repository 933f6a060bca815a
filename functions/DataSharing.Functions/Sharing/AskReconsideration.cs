using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Sharing;

/// <param name="Statement">Reference of what the person said, kept with the holder; never the words.</param>
public sealed record ReconsiderationInput(string Statement);

/// <summary>
/// The person, through her caseworker, has an automated decision looked at by a human being. The review may end a live release;
/// it cannot force one: sharing after all is a new request.
/// </summary>
public sealed class AskReconsideration(
    ApiPipeline api, RequestViews views, RequestStore requests, ReviewQueue reviews, CaseLedger cases, TimeProvider time)
{
    public static readonly ApiOperation Operation = new("AskReconsideration", "POST", Routes.SharingRequestReconsideration)
    {
        Summary = "Have a decision looked at by a person",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ReconsiderationInput),
        Success = 202,
        Response = typeof(SharingRequestView),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("AskReconsideration")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SharingRequestReconsideration)] HttpRequest request,
        string requestId, CancellationToken cancellation)
        => api.HandleAsync<ReconsiderationInput>(request, Operation, async call =>
        {
            RequestLife found = await views.RequireHolderAsync(requestId, call.Caller, cancellation);
            string statement = Identifiers.Reference(call.Body.Statement, "/statement")!;
            var by = new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow());
            found.Reconsider(statement, by).OrConflict();
            // Before the state: what waits is in the list from the first moment, and after a crash too; an item too many is
            // left out when the list is read.
            await reviews.AddAsync(found);
            RequestLife now = (await requests.MoveAsync(requestId, current => current.Reconsider(statement, by))).OrConflict();
            // And after it: a reviewer may just have taken out the item of an earlier reconsideration.
            await reviews.AddAsync(now);
            await cases.NoteAsync(now.CaseId!, SharingLog.Act(
                now.Request, now.CaseId!, "rec-" + now.Reconsideration!.By.At.UtcTicks, LogAction.ReconsiderationAsked, Roles.ConsentRecord,
                by, cause: statement));
            return ApiResults.Accepted($"/{Routes.SharingRequests}/{requestId}", await views.ShowAsync(now, Side.Holder, cancellation));
        }, cancellation);
}
