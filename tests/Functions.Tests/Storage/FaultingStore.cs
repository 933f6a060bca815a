using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public enum Fault
{
    /// <summary>The commit did not happen.</summary>
    Failed,

    /// <summary>The commit happened, but nobody was told.</summary>
    FailedButPersisted,
}

/// <summary>Lets one commit fail in the chosen way and passes everything else on.</summary>
public sealed class FaultingStore(IPartitionStore inner) : IPartitionStore
{
    private int _commits;

    /// <summary>Which commit fails, from 1; 0: none.</summary>
    public int FailAt { get; set; }

    public Fault Fault { get; set; }

    public int Commits => _commits;

    public void Reset() => _commits = 0;

    public async Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default)
    {
        bool fails = Interlocked.Increment(ref _commits) == FailAt;
        if (fails && Fault == Fault.Failed)
            throw new StoreUnavailableException("failed");
        CommitResult result = await inner.CommitAsync(partition, operations, cancellation);
        return fails ? throw new StoreUnavailableException("failed but persisted") : result;
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
