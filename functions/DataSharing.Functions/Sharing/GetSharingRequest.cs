namespace DataSharing.Functions.Sharing;

/// <summary>Where one request stands, as its side may see it.</summary>
public sealed class GetSharingRequest(ApiPipeline api, OwnRequests own, RequestViews views)
{
    public static readonly ApiOperation Operation = new(
        typeof(GetSharingRequest), "See where a sharing request stands",
        Roles.SharingSubmit, Roles.SharingReceive, Roles.SharingReview, Roles.ConsentRecord, Roles.LogReview)
    {
        Description =
            "While it is undecided the answer has Retry-After. An ask that was answered as if there were no case is, on the holder's "
                + "side, for Log.Review alone. What was released is, on the recipient's side, for whoever may collect it and for "
                + "Log.Review.",
        Answer = ApiAnswer.Ok<SharingRequestView>() with { RetryAfter = true },
    };

    [Function("GetSharingRequest")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.SharingRequest)] HttpRequest request, string requestId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            (RequestLife document, Side side) = await own.FindAsync(requestId, call.Caller, cancellation).OrProblem();
            SharingRequestView view = await views.ShowAsync(document, side, cancellation);
            if (document.IsPending)
                request.HttpContext.Response.Headers.RetryAfter = "1";
            return ApiResults.Ok(view);
        }, cancellation);
}
