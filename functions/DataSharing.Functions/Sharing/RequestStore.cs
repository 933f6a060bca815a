namespace DataSharing.Functions.Sharing;

/// <summary>Reads and writes the lives of sharing requests; each move is conditional on the state that it was made from.</summary>
public sealed class RequestStore(IPartitionStore store, TimeProvider time)
{
    public const string DocumentId = "request";

    public Task<Stored<RequestLife>?> FindAsync(RequestId requestId, CancellationToken cancellation = default) =>
        store.ReadAsync<RequestLife>(Partition.Request(requestId), DocumentId, cancellation);

    /// <summary>Creates it with its mark; false when it is there.</summary>
    public async Task<bool> CreateAsync(RequestLife request)
    {
        // CRASH: the mark is committed with the document: a timer starts what its trigger could not.
        CommitResult result = await store.CommitAsync(
            Partition.Request(request.Request.Id),
            Operation.Create(DocumentId, request with { WorkflowDue = time.GetUtcNow() }));
        return result.IsCommitted;
    }

    /// <summary>
    /// Makes a move from what stands, and again from what stands then where another one came first. Null: there is no such request.
    /// </summary>
    public async Task<Moved?> MoveAsync(RequestId requestId, Func<RequestLife, Moved> move)
    {
        for (; ; )
        {
            if (await FindAsync(requestId) is not { } found)
                return null;
            Moved moved = move(found.Value);
            if (ReferenceEquals(moved.Now, found.Value))
                return moved;
            // CRASH: before this the activity or the caller repeats it; after it there is nothing left to repeat.
            CommitResult result = await store.CommitAsync(
                Partition.Request(requestId), Operation.Replace(DocumentId, moved.Now, found.ETag));
            if (result.IsCommitted)
                return moved;
        }
    }
}
