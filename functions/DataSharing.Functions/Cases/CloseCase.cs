using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Closes a case: from then on nothing is shared from it. Its record stays readable to the holder.</summary>
public sealed class CloseCase(
    CaseApi api, CaseChanges changes, Caseloads caseloads, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(typeof(CloseCase), "Close a case", Roles.ConsentRecord)
    {
        Description = "Without a body. Closing a closed case changes nothing.",
        Stops = true,
        Answer = ApiAnswer.Done,
    };

    [Function("CloseCase")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseClosing)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            if (head.Value.Status != CaseStatus.Closed)
                OwnCases.WhyNotWritten(
                    await changes.CloseAsync(id, CaseEntries.Closed(call.Caller.On(id, time.GetUtcNow())))).OrProblem();
            await caseloads.ReleaseAsync((await reading.FactsAsync(id, call.Cancellation).OrProblem()).Value, call.Cancellation);
            return ApiResults.NoContent();
        }, cancellation);
}
