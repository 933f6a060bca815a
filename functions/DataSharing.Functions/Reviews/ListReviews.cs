using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Reviews;

/// <summary>What waits for a second person, and since when.</summary>
/// <param name="Kind">hold, confirmation or reconsideration.</param>
/// <param name="Since">Since when it waits.</param>
public sealed record ReviewView(
    [Codes("hold|confirmation|reconsideration")] string Kind, DateTimeOffset Since, SharingRequestView Request);

/// <summary>A page of what waits.</summary>
/// <param name="Next">Cursor of the next page; left out at the end.</param>
public sealed record ReviewPage(IReadOnlyList<ReviewView> Items, string? Next);

/// <summary>What waits for the caller's agency as holder. Each HOLD names the fact it waits for.</summary>
public sealed class ListReviews(
    ApiPipeline api, ReviewQueue reviews, RequestStore requests, OwnRequests own, RequestViews views, Deadlines deadlines)
{
    private const string List = "reviews";
    private const int DefaultLimit = 50;

    public static readonly ApiOperation Operation = new(
        typeof(ListReviews), "List what waits for a second person of the agency", Roles.SharingReview)
    {
        Answer = ApiAnswer.Ok<ReviewPage>(),
        Query =
        [
            new("limit", "Items a page, 1 to 200", "[1-9][0-9]?|1[0-9]{2}|200"),
            new("cursor", "Where the page before ended", "[A-Za-z0-9_-]{1,400}"),
        ],
    };

    [Function("ListReviews")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Reviews)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            int limit = call.Query("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultLimit;
            IReadOnlyList<ReviewItem> page = await reviews.ListAsync(
                call.Caller.Registration, limit, Cursor.Read(List, call.Caller, call.Query("cursor")).OrProblem(), cancellation);
            var items = new List<ReviewView>(page.Count);
            foreach (ReviewItem item in page)
                if ((await requests.FindAsync(item.RequestId, cancellation))?.Value is { } document && document.Awaits is { } awaited
                    && await own.SideAsync(document, call.Caller, cancellation) is Side.Holder
                    && (awaited == Awaited.Reconsideration || !await deadlines.IsOverAsync(document, cancellation)))
                    items.Add(new ReviewView(KindOf(awaited), item.Since, await views.ShowAsync(document, Side.Holder, cancellation)));
            return ApiResults.Ok(new ReviewPage(items, page.Count == limit ? Cursor.Write(List, call.Caller, page[^1].RequestId) : null));
        }, cancellation);

    private static string KindOf(Awaited awaited) => awaited switch
    {
        Awaited.Reconsideration => "reconsideration",
        Awaited.OverrideConfirmation => "confirmation",
        _ => "hold",
    };
}
