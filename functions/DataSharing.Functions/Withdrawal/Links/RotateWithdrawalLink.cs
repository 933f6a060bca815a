using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Issues, rotates and revokes withdrawal links. Source: design.md, "Withdrawal link"; SC-011.</summary>
public sealed class RotateWithdrawalLink(ApiPipeline api, WithdrawalLinks links, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(
        typeof(RotateWithdrawalLink),
        "Replace a withdrawal link: the old secret and code stop working, a new pair is answered once", Roles.ConsentRecord)
    {
        Description =
            "The new secrets are answered once and never again. With an Idempotency-Key the repeat is answered with 200 and the new link, "
                + "without its secrets.",
        Answer = ApiAnswer.Created<IssuedLink>(),
        OtherAnswer = ApiAnswer.Ok<LinkView>(),
        OptionalIdempotencyKey = true,
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
            return await links.OnceAsync(
                call, Operation, snapshot.Head.CaseId, newId => RotateAsync(call, snapshot, link, newId)).OrProblem();
        }, cancellation);

    private async Task<Result<IResult>> RotateAsync(ApiCall call, CaseSnapshot snapshot, Stored<LinkDocument> link, string newId)
    {
        if (link.Value.EndedAt is not null)
            return new Refusal(ProblemType.StateConflict, "the link has ended already; issue a new one");
        if (WithdrawalLinks.WhyNotSafe(link.Value.Delivery, snapshot) is { } unsafeChannel)
            return unsafeChannel;
        LinkDocument ended = link.Value with { EndedAt = time.GetUtcNow() };
        return await links.IssueAsync(
            call, snapshot.Head.CaseId, newId, link.Value.Delivery, LinkEntries.Rotated, link.Value,
            [Storage.Operation.Replace(LinkDocument.IdOf(link.Value.Id), ended, link.ETag)]);
    }
}
