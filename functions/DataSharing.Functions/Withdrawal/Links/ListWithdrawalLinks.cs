using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Issues, rotates and revokes withdrawal links. Source: design.md, "Withdrawal link"; SC-011.</summary>
public sealed class ListWithdrawalLinks(ApiPipeline api, WithdrawalLinks links, CaseReading reading, IPartitionStore store)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListWithdrawalLinks), "List the withdrawal links of a case, without their secrets", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Ok<LinkList>(),
    };

    [Function("ListWithdrawalLinks")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.WithdrawalLinks)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseId id = (await links.OwnAsync(call.Caller, caseId, call.Cancellation).OrProblem()).Head.CaseId;
            await reading.NoteAsync(call.Caller, id, act => CaseEntries.Read(act, CasePart.Links)).OrProblem();
            SurvivorSettings? settings = (await links.SettingsAsync(id, call.Cancellation))?.Value;
            var all = new List<LinkView>();
            await foreach (Listed<LinkDocument> link in store.ListAllAsync<LinkDocument>(
                Partition.Case(id), LinkDocument.Prefix, call.Cancellation))
                all.Add(LinkView.Of(link.Value));
            return ApiResults.Ok(new LinkList(all, settings?.Factor is not null, settings?.View ?? OnlineView.None, settings?.Language));
        }, cancellation);
}
