using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>A letter or package is read to the person as it would go, and she approves exactly that. Source: .</summary>
public sealed class ReadContentApproval(CaseApi api, ContentApprovals approvals, CaseReading reading)
{
    public static readonly ApiOperation Operation = new(
        typeof(ReadContentApproval), "Read what was approved, who read it to her, in which language and when", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Ok<ApprovedContentView>(),
    };

    [Function("ReadContentApproval")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.ContentApproval)] HttpRequest request, string caseId, string approvalId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            ApprovalDocument found = await approvals.ReadAsync(head.Value, approvalId, call.Cancellation).OrProblem();
            await reading.NoteAsync(call.Caller, head.Value.CaseId, act => RecordEntries.ApprovedRead(act, found.Id)).OrProblem();
            if (await approvals.OpenAsync(head.Value, found.Id, call.Cancellation) is not { } content)
                return ApiResults.Refused(OwnCases.NotFound());
            return ApiResults.Ok(
                new ApprovedContentView(
                    ContentApprovalView.Of(found), content.Digest, ContentDraft.Read(content.Canonical), content.ReadBy,
                    content.ReadIn, content.ReadAt));
        }, cancellation);
}
