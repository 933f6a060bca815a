using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>The person takes an approval back: nothing more goes on the strength of it. Source: R-270.</summary>
public sealed class WithdrawContentApproval(
    ApiPipeline api, OwnCases own, ContentApprovals approvals, CaseChanges changes, CaseReading reading, TimeProvider time)
{
    private const int Tries = 10;

    public static readonly ApiOperation Operation = new(
        typeof(WithdrawContentApproval), "Take an approval back: nothing more goes on the strength of it", Roles.ConsentRecord)
    {
        Description =
            "At once, without a reason. What rests on it and was not fetched yet ends at the next attempt to fetch it. Repeating it "
                + "changes nothing.",
        Stops = true,
        Answer = ApiAnswer.Ok<ContentApprovalView>(),
    };

    [Function("WithdrawContentApproval")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ContentApprovalWithdrawal)] HttpRequest request, string caseId, string approvalId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation).OrProblem();
                CaseId id = head.Value.CaseId;
                ApprovalDocument found = await approvals.ReadAsync(head.Value, approvalId, call.Cancellation).OrProblem();
                if (found.WithdrawnAt is not null)
                    return ApiResults.Ok(ContentApprovalView.Of(found));
                Stored<CaseFacts> facts = await reading.FactsAsync(id, call.Cancellation).OrProblem();
                ApprovalDocument ended = found with { WithdrawnAt = time.GetUtcNow() };
                CaseCommit commit = await changes.ChangeFactsAsync(
                    id, facts.Value with { Approvals = [.. facts.Value.Approvals.Where(one => one.Id != found.Id)] }, facts.ETag,
                    RecordEntries.ApprovalWithdrawn(
                        call.Caller.On(id, ended.WithdrawnAt!.Value), ended.Id, ended.Recipient, ended.Pathway),
                    Storage.Operation.Replace(CaseIds.Approval(found.Id), ended));
                if (commit is CaseCommit.Committed or CaseCommit.AlreadyDone)
                    return ApiResults.Ok(ContentApprovalView.Of(ended));
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);
}
