namespace DataSharing.Functions.Sharing;

/// <summary>That a request waits for a person of the holder.</summary>
public sealed record ReviewItem(RequestId RequestId, CaseId? CaseId, DateTimeOffset Since);

/// <summary>
/// What waits for a holder's reviewers: one small document a request, in one partition a holder. A list to look through; what
/// is to be done is read from the request itself, so that an item too many or too few decides nothing.
/// </summary>
public sealed class ReviewQueue(IPartitionStore store, TimeProvider time)
{
    private const string Prefix = "r-";

    /// <summary>Puts a request in; harmless when it is there.</summary>
    public Task AddAsync(RequestLife document) => store.CommitAsync(
        Place(document.Request.Sender),
        Operation.Create(Prefix + document.Request.Id, new ReviewItem(document.Request.Id, document.CaseId, time.GetUtcNow())));

    /// <summary>Puts a request in that waits for something else than before: it waits since now.</summary>
    public async Task RenewAsync(RequestLife document)
    {
        await store.CommitAsync(Place(document.Request.Sender), Operation.Delete(Prefix + document.Request.Id));
        await AddAsync(document);
    }

    /// <summary>Takes a request out, unless a reconsideration still waits; harmless when it is not there.</summary>
    public async Task RemoveAsync(RequestLife document)
    {
        (Partition place, string id) = (Place(document.Request.Sender), Prefix + document.Request.Id);
        // Most requests never were in it, and reading is cheaper than a commit that finds nothing.
        if (document.Reconsideration is { Outcome: null } || await store.ReadAsync(place, id) is null)
            return;
        await store.CommitAsync(place, Operation.Delete(id));
        // Whoever asked meanwhile for it to be looked at again found this item in place, and put in none.
        Stored<RequestLife>? now = await store.ReadAsync<RequestLife>(
            Partition.Request(document.Request.Id), RequestStore.DocumentId);
        if (now?.Value is { Reconsideration.Outcome: null, Reconsideration: not null } waiting)
            await AddAsync(waiting);
    }

    /// <summary>Items in order of request ids, beyond <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<ReviewItem>> ListAsync(
        RegistrationId holder, int limit, string? after = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<Listed<ReviewItem>> items = await store.ListAsync<ReviewItem>(
            Place(holder), Prefix, descending: false, limit, after is null ? null : Prefix + after, cancellation);
        return [.. items.Select(item => item.Value)];
    }

    /// <summary>The requests on one case that wait.</summary>
    public async Task<IReadOnlyList<RequestId>> OfCaseAsync(RegistrationId holder, CaseId caseId)
    {
        var waiting = new List<RequestId>();
        await foreach (Listed<ReviewItem> item in store.ListAllAsync<ReviewItem>(Place(holder), Prefix))
            if (item.Value.CaseId == caseId)
                waiting.Add(item.Value.RequestId);
        return waiting;
    }

    internal static Partition Place(RegistrationId holder) => Partition.Index("reviews-" + holder);
}
