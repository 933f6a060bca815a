using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <summary>The requester takes back what is not yet released. Repeating it is harmless.</summary>
public sealed class CancelSharingRequest(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, DecideRequest decide, TimeProvider time,
    ILogger<CancelSharingRequest> log)
{
    public static readonly ApiOperation Operation = new(
        typeof(CancelSharingRequest), "Take back a sharing request that is not yet released", Roles.SharingSubmit)
    {
        Answer = ApiAnswer.Ok<SharingRequestView>(),
        Problems = [ProblemType.StateConflict],
    };

    [Function("CancelSharingRequest")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestCancellation)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            (RequestLife found, Side side) = await own.FindAsync(requestId, call.Caller, cancellation).OrProblem();
            if (found.Request.Submitted.RegistrationId != call.Caller.Registration)
                return ApiResults.Refused(OwnRequests.NotFound());
            Approval by = call.Caller.At(time.GetUtcNow());
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Cancel(by)).OrRefusal().OrProblem();
            // CRASH: cancelled without its entry: the mark is still set, and whoever clears it writes the entry first.
            await decide.RunAsync(found.Request.Id);
            await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(now.Request.Id), log);
            return ApiResults.Ok(await views.ShowAsync(now, side, cancellation));
        }, cancellation);
}
