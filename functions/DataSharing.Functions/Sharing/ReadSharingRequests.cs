using DataSharing.Functions.Projections;

namespace DataSharing.Functions.Sharing;

/// <summary>Status of one request, and the list of an agency's own, as its side may see them.</summary>
public sealed class ReadSharingRequests(ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, IndexReader index)
{
    private const string List = "sharing-requests";
    private const int DefaultLimit = 50;

    public static readonly ApiOperation GetOperation = new(
        "GetSharingRequest", "GET", Routes.SharingRequest, "See where a sharing request stands",
        Roles.SharingSubmit, Roles.SharingReceive, Roles.SharingReview, Roles.ConsentRecord, Roles.LogReview)
    {
        Description =
            "While it is undecided the answer has Retry-After. An ask that was answered as if there were no case is, on the holder's "
                + "side, for Log.Review alone. What was released is, on the recipient's side, for whoever may collect it and for "
                + "Log.Review.",
        Answer = ApiAnswer.Ok<SharingRequestView>() with { RetryAfter = true },
    };

    public static readonly ApiOperation ListOperation = new(
        "ListSharingRequests", "GET", Routes.SharingRequests, "List the agency's own sharing requests, newest first",
        Roles.SharingSubmit, Roles.SharingReceive, Roles.SharingReview, Roles.ConsentRecord)
    {
        Description = "Complete up to asOf. A page may be short, even empty, and still have a next one.",
        Answer = ApiAnswer.Ok<SharingRequestPage>(),
        Query =
        [
            new("role", "Only those in which the agency is the requester, recipient or holder", "requester|recipient|holder"),
            new("limit", "Requests a page, 1 to 200", "[1-9][0-9]?|1[0-9]{2}|200"),
            new("cursor", "Where the page before ended", "[A-Za-z0-9_-]{1,400}"),
        ],
    };

    [Function("GetSharingRequest")]
    public Task<IResult> Get(
        [HttpTrigger(Anonymous, "get", Route = Routes.SharingRequest)] HttpRequest request, string requestId,
        CancellationToken cancellation)
        => api.HandleAsync(request, GetOperation, async call =>
        {
            (RequestLife document, Side side) = await own.FindAsync(requestId, call.Caller, cancellation).OrProblem();
            SharingRequestView view = await views.ShowAsync(document, side, cancellation);
            if (document.IsPending)
                request.HttpContext.Response.Headers.RetryAfter = "1";
            return ApiResults.Ok(view);
        }, cancellation);

    [Function("ListSharingRequests")]
    public Task<IResult> Find(
        [HttpTrigger(Anonymous, "get", Route = Routes.SharingRequests)] HttpRequest request,
        CancellationToken cancellation)
        => api.HandleAsync(request, ListOperation, async call =>
        {
            int limit = call.Query("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultLimit;
            string? after = Cursor.Read(List, call.Caller, call.Query("cursor")).OrProblem();
            IndexPage<RequestRow> page = await index.ReadRequestsAsync(call.Caller.Registration, limit, after, cancellation);
            var items = new List<SharingRequestView>(page.Rows.Count);
            foreach (RequestRow row in page.Rows)
            {
                // What the row may show is decided by the request as it stands now, not by when the row was written.
                if ((await requests.FindAsync(new RequestId(row.Request), cancellation))?.Value is not { } document
                    || await own.SideAsync(document, call.Caller, cancellation) is not { } side
                        || !Plays(document, call.Caller, call.Query("role")))
                    continue;
                items.Add((await views.ShowAsync(document, side, cancellation)) with { Decision = null });
            }

            return ApiResults.Ok(
                new SharingRequestPage(items, page.Next is null ? null : Cursor.Write(List, call.Caller, page.Next), page.AsOf));
        }, cancellation);

    private static bool Plays(RequestLife document, Caller caller, string? role) => role switch
    {
        "requester" => document.Request.Submitted.RegistrationId == caller.Registration,
        "recipient" => document.Request.Recipient == caller.Registration,
        "holder" => document.Request.Sender == caller.Registration,
        _ => true,
    };
}
