using DataSharing.Domain;

namespace DataSharing.Functions.Storage;

/// <summary>A document's value and the version it was read at.</summary>
public sealed record Stored<T>(T Value, string ETag);

/// <summary>A document's value with its id, from a list.</summary>
public sealed record Listed<T>(string Id, T Value, string ETag);

/// <summary>A document as stored: its id, UTF-8 JSON and version.</summary>
public sealed record StoredDocument(string Id, ReadOnlyMemory<byte> Body, string ETag)
{
    public Stored<T> As<T>() => new(StoreJson.Deserialize<T>(Body), ETag);
}

/// <summary>A document found outside of its partition: by a workflow mark or in the change feed.</summary>
public sealed record FoundDocument(Partition Partition, StoredDocument Document)
{
    public string Id => Document.Id;

    public T As<T>() => StoreJson.Deserialize<T>(Document.Body);
}

/// <summary>Changed documents and where to go on.</summary>
public sealed record ChangePage(IReadOnlyList<FoundDocument> Changes, string Continuation);

/// <summary>
/// Documents in partitions. Reads are linearizable: one that begins after a commit was acknowledged sees it, on every
/// instance. A commit is atomic, durable when its task completes, and ordered within its partition by ETags.
/// </summary>
/// <remarks>
/// What a caller must expect is a value (<see cref="CommitResult"/>, null); that the store could not be reached or did not
/// answer is a <see cref="StoreUnavailableException"/>, after which a commit may have happened or not: whoever repeats it
/// must be able to tell, by an id created in it or by its ETag. Thread safe.
/// </remarks>
public interface IPartitionStore
{
    Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default);

    /// <summary>All operations or none. See <see cref="CommitLimits"/> for what fits.</summary>
    Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default);

    /// <summary>
    /// Documents whose id starts with <paramref name="idPrefix"/> in ordinal order of ids, beginning beyond
    /// <paramref name="after"/> (exclusive), at most <paramref name="limit"/>. One consistent view a call.
    /// </summary>
    Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default);

    /// <summary>
    /// Documents of a container with <see cref="IWorkflowDocument.WorkflowDue"/> before <paramref name="before"/>, oldest
    /// first. For timers only: it crosses partitions.
    /// </summary>
    Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default);

    /// <summary>
    /// The latest version of each document of a container that changed since <paramref name="continuation"/> (null: from the
    /// beginning), at least once, in each partition in order of the last change. Versions in between may be left out;
    /// deletions do not appear. Fewer than <paramref name="limit"/>: these were all; what one commit wrote may exceed it.
    /// Only ids that start with <paramref name="idPrefix"/>; a follower keeps to one prefix.
    /// </summary>
    Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default);
}

/// <summary>Typed reading.</summary>
public static class PartitionStoreReading
{
    public static async Task<Stored<T>?> ReadAsync<T>(
        this IPartitionStore store, Partition partition, string id, CancellationToken cancellation = default) =>
        (await store.ReadAsync(partition, id, cancellation))?.As<T>();

    public static async Task<IReadOnlyList<Listed<T>>> ListAsync<T>(
        this IPartitionStore store, Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default)
    {
        IReadOnlyList<StoredDocument> found = await store.ListAsync(partition, idPrefix, descending, limit, after, cancellation);
        return [.. found.Select(document => new Listed<T>(document.Id, StoreJson.Deserialize<T>(document.Body), document.ETag))];
    }

    /// <summary>All documents with the prefix, page by page; not one consistent view.</summary>
    public static async IAsyncEnumerable<Listed<T>> ListAllAsync<T>(
        this IPartitionStore store, Partition partition, string idPrefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        const int Size = 200;
        string? after = null;
        IReadOnlyList<Listed<T>> page;
        do
        {
            page = await store.ListAsync<T>(partition, idPrefix, limit: Size, after: after, cancellation: cancellation);
            foreach (Listed<T> item in page)
                yield return item;
            after = page.Count > 0 ? page[^1].Id : null;
        }
        while (page.Count == Size);
    }

    /// <summary>A commit of few operations.</summary>
    public static Task<CommitResult> CommitAsync(
        this IPartitionStore store, Partition partition, params ReadOnlySpan<Operation> operations) =>
        store.CommitAsync(partition, operations.ToArray());
}
