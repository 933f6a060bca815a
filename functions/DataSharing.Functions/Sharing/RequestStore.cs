namespace DataSharing.Functions.Sharing;

/// <summary>Reads and writes the state documents of sharing requests; each change is conditional on the state it was made from.</summary>
public sealed class RequestStore(IPartitionStore store, TimeProvider time)
{
    public Task<Stored<RequestDocument>?> FindAsync(string requestId, CancellationToken cancellation = default) =>
        store.ReadAsync<RequestDocument>(Partition.Request(requestId), RequestDocument.DocumentId, cancellation);

    /// <summary>Creates it with its mark; false when it is there.</summary>
    public async Task<bool> CreateAsync(RequestDocument document)
    {
        // CRASH: the mark is committed with the document: a timer starts what its trigger could not.
        CommitResult result = await store.CommitAsync(
            Partition.Request(document.Request.Id),
            Operation.Create(RequestDocument.DocumentId, document with { WorkflowDue = time.GetUtcNow() }));
        return result.IsCommitted;
    }

    /// <summary>
    /// Applies <paramref name="change"/> to the newest version until it fits. Null from it: nothing to do. Returns what stands
    /// now; null when there is no such request.
    /// </summary>
    public async Task<RequestDocument?> ChangeAsync(string requestId, Func<RequestDocument, RequestDocument?> change)
    {
        for (; ; )
        {
            if (await FindAsync(requestId) is not { } found)
                return null;
            if (change(found.Value) is not { } next)
                return found.Value;
            // CRASH: before this the activity or the caller repeats it; after it there is nothing left to repeat.
            CommitResult result = await store.CommitAsync(
                Partition.Request(requestId), Operation.Replace(RequestDocument.DocumentId, next, found.ETag));
            if (result.IsCommitted)
                return next;
        }
    }

    /// <summary>As <see cref="ChangeAsync"/>, and wakes the orchestration by the mark if its event should get lost.</summary>
    public Task<RequestDocument?> ChangeAndMarkAsync(string requestId, Func<RequestDocument, RequestDocument?> change) =>
        ChangeAsync(requestId, document => change(document) is { } next ? next with { WorkflowDue = time.GetUtcNow() } : null);
}
