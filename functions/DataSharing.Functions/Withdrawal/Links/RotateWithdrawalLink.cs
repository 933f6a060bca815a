using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Issues, rotates and revokes withdrawal links. Source: design.md, "Withdrawal link"; SC-011.</summary>
public sealed class RotateWithdrawalLink(ApiPipeline api, WithdrawalLinks links, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(
        typeof(RotateWithdrawalLink),
        "Replace a withdrawal link: the old secret and code stop working, a new pair is answered once", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Created<IssuedLink>(),
        Problems = [ProblemType.StateConflict, ProblemType.ChannelUnsafe],
    };

    [Function("RotateWithdrawalLink")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.WithdrawalLinkRotation)] HttpRequest request, string caseId, string linkId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseSnapshot snapshot = await links.OwnAsync(call.Caller, caseId, call.Cancellation).OrProblem();
            WithdrawalLinks.WhyNotOpen(snapshot).OrProblem();
            Stored<LinkDocument> link = await links.FindAsync(snapshot.Head.CaseId, linkId, call.Cancellation).OrProblem();
            if (link.Value.EndedAt is not null)
                throw new ProblemException(ProblemType.StateConflict, "the link has ended already; issue a new one");
            WithdrawalLinks.WhyNotSafe(link.Value.Delivery, snapshot).OrProblem();
            LinkDocument ended = link.Value with { EndedAt = time.GetUtcNow() };
            return await links.IssueAsync(
                call, snapshot.Head.CaseId, link.Value.Delivery, LinkEntries.Rotated, link.Value,
                [Storage.Operation.Replace(LinkDocument.IdOf(linkId), ended, link.ETag)]);
        }, cancellation);
}
