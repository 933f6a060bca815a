using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>A letter or package is read to the person as it would go, and she approves exactly that. Source: .</summary>
public sealed class ListContentApprovals(CaseApi api, ContentApprovals approvals, CaseReading reading)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListContentApprovals), "List the approvals of a case, without what was approved", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Ok<ContentApprovalList>(),
    };

    [Function("ListContentApprovals")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.ContentApprovals)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            await reading.NoteAsync(call.Caller, id, act => CaseEntries.Read(act, CasePart.Approvals)).OrProblem();
            IReadOnlyList<ApprovalDocument> all = await approvals.ListAsync(id, call.Cancellation);
            return ApiResults.Ok(new ContentApprovalList([.. all.Select(ContentApprovalView.Of)]));
        }, cancellation);
}
