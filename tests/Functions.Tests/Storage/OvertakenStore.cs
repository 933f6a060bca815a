using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

/// <summary>Leaves one commit unanswered; it arrives just before the next one, as a request does that was held up on its way.</summary>
internal sealed class OvertakenStore(IPartitionStore inner, int at) : IPartitionStore
{
    private Func<Task>? _heldUp;
    private int _commits;

    public async Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default)
    {
        if (++_commits == at)
        {
            _heldUp = () => inner.CommitAsync(partition, operations, cancellation);
            throw new StoreUnavailableException("unanswered");
        }

        if (Interlocked.Exchange(ref _heldUp, null) is { } late)
            await late();
        return await inner.CommitAsync(partition, operations, cancellation);
    }

    public Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        inner.ReadAsync(partition, id, cancellation);

    public Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default) =>
        inner.ListAsync(partition, idPrefix, descending, limit, after, cancellation);

    public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) =>
        inner.ListDueAsync(container, before, limit, cancellation);

    public Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        inner.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);
}
