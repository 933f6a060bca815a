namespace DataSharing.Functions.Storage;

/// <summary>
/// A store that hands each call on to another one, which may not be there yet: then each call fails, none throws at once.
/// </summary>
public abstract class ForwardingStore : IPartitionStore
{
    /// <summary>Asked at each call.</summary>
    /// <exception cref="StoreUnavailableException">There is none to hand on to now.</exception>
    protected abstract IPartitionStore Inner { get; }

    public virtual async Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        await Inner.ReadAsync(partition, id, cancellation);

    public virtual async Task<CommitResult> CommitAsync(
        Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default) =>
        await Inner.CommitAsync(partition, operations, cancellation);

    public virtual async Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default) =>
        await Inner.ListAsync(partition, idPrefix, descending, limit, after, cancellation);

    public virtual async Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) =>
        await Inner.ListDueAsync(container, before, limit, cancellation);

    public virtual async Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        await Inner.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);
}
