using DataSharing.Functions.Projections;

namespace DataSharing.Functions.Sharing;

/// <summary>An agency's own requests, each as its side may see it.</summary>
public sealed class ListSharingRequests(ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, IndexReader index)
{
    private const string List = "sharing-requests";
    private const int DefaultLimit = 50;

    public static readonly ApiOperation Operation = new(
        typeof(ListSharingRequests), "List the agency's own sharing requests, newest first",
        Roles.SharingSubmit, Roles.SharingReceive, Roles.SharingReview, Roles.ConsentRecord)
    {
        Description = "Complete up to asOf. A page may be short, even empty, and still have a next one.",
        Answer = ApiAnswer.Ok<SharingRequestPage>(),
        Query =
        [
            new("role", "Only those in which the agency is the requester, recipient or holder", "requester|recipient|holder"),
            new("status", "Only those that stand so", SharingRequestView.Statuses),
            new("limit", "Requests a page, 1 to 200", "[1-9][0-9]?|1[0-9]{2}|200"),
            new("cursor", "Where the page before ended", "[A-Za-z0-9_-]{1,400}"),
        ],
    };

    [Function("ListSharingRequests")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.SharingRequests)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
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
                SharingRequestView view = await views.ShowAsync(document, side, cancellation);
                if (call.Query("status") is not { } status || status == view.Status)
                    items.Add(view with { Decision = null });
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
