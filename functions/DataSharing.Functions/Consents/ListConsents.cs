using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>The holder reads consents as they stand now. Every reading is on the case's log first.</summary>
public sealed class ListConsents(ApiPipeline api, OwnCases own, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(typeof(ListConsents), "List the consents of a case", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Ok<ConsentList>(),
    };

    [Function("ListConsents")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Consents)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseSnapshot snapshot = await own.LoadAsync(call.Caller, caseId, call.Cancellation).OrProblem();
            await reading.NoteAsync(call.Caller, snapshot.Head.CaseId, ConsentEntries.Listed).OrProblem();
            DateTimeOffset now = time.GetUtcNow();
            return ApiResults.Ok(new ConsentList([.. snapshot.Consents.Select(consent => ConsentView.Of(consent, snapshot, now))]));
        }, cancellation);

}
