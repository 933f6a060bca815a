using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Opens the details behind a withdrawal link again.</summary>
public sealed class ReopenWithdrawalLink(ApiPipeline api, WithdrawalLinks links, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(
        typeof(ReopenWithdrawalLink), "Open the details behind a withdrawal link again", Roles.ConsentRecord)
    {
        Description =
            "Ten wrong words in a row close them; stopping by the link goes on all the time. Ask the person first whether it was her: "
                + "somebody else may hold the link, and then it is better replaced.",
        Answer = ApiAnswer.Done,
        Problems = [ProblemType.StateConflict],
    };

    [Function("ReopenWithdrawalLink")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.WithdrawalLinkReopening)] HttpRequest request, string caseId, string linkId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseId id = (await links.OwnAsync(call.Caller, caseId, call.Cancellation).OrProblem()).Head.CaseId;
            Stored<LinkDocument> link = await links.FindAsync(id, linkId, call.Cancellation).OrProblem();
            if (link.Value.EndedAt is not null)
                throw new ProblemException(ProblemType.StateConflict, "the link has ended already; issue a new one");
            if (link.Value.AreDetailsClosed)
            {
                LinkDocument open = link.Value with { WrongWords = 0, DetailsOpenedAt = time.GetUtcNow() };
                await links.CommitAsync(
                    call.Caller, id, linkId, LinkEntries.DetailsOpened,
                    [Storage.Operation.Replace(LinkDocument.IdOf(linkId), open, link.ETag)]).OrProblem();
            }

            return ApiResults.NoContent();
        }, cancellation);
}
