using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Issues, rotates and revokes withdrawal links. Source: design.md, "Withdrawal link"; SC-011.</summary>
public sealed class RevokeWithdrawalLink(ApiPipeline api, WithdrawalLinks links, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(typeof(RevokeWithdrawalLink), "Revoke a withdrawal link", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Done,
    };

    [Function("RevokeWithdrawalLink")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "delete", Route = Routes.WithdrawalLink)] HttpRequest request, string caseId, string linkId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseId id = (await links.OwnAsync(call.Caller, caseId, call.Cancellation).OrProblem()).Head.CaseId;
            Stored<LinkDocument> link = await links.FindAsync(id, linkId, call.Cancellation).OrProblem();
            if (link.Value.EndedAt is null)
            {
                LinkDocument ended = link.Value with { EndedAt = time.GetUtcNow() };
                await links.CommitAsync(
                    call.Caller, id, linkId, LinkEntries.Revoked,
                    [Storage.Operation.Replace(LinkDocument.IdOf(linkId), ended, link.ETag)]).OrProblem();
            }

            await links.ForgetAsync(link.Value, call.Cancellation);
            return ApiResults.NoContent();
        }, cancellation);
}
