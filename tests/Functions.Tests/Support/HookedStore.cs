using System.Collections.Concurrent;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Support;

/// <summary>A store that counts, and at one moment lets something else happen first.</summary>
internal sealed class HookedStore(IPartitionStore inner) : IPartitionStore
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>Runs before each operation on a partition: its kind and place. What it does itself is not hooked.</summary>
    public Func<string, Partition, Task>? Before { get; set; }

    /// <summary>Is told each look for due marks: the container and the time before which they lie.</summary>
    public Action<Container, DateTimeOffset>? Due { get; init; }

    /// <summary>Operations by kind and container, of what the app does for requests; lists and positions are left out.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = [];

    public async Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default)
    {
        await StepAsync("read", partition);
        return await inner.ReadAsync(partition, id, cancellation);
    }

    public async Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default)
    {
        await StepAsync("commit", partition);
        return await inner.CommitAsync(partition, operations, cancellation);
    }

    public async Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default)
    {
        await StepAsync("list", partition);
        return await inner.ListAsync(partition, idPrefix, descending, limit, after, cancellation);
    }

    public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default)
    {
        Due?.Invoke(container, before);
        return inner.ListDueAsync(container, before, limit, cancellation);
    }

    public Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        inner.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);

    private async Task StepAsync(string kind, Partition partition)
    {
        if (partition.Container is Container.System or Container.Index || Inside.Value)
            return;
        Counts.AddOrUpdate($"{kind} {partition.Container}", 1, (_, count) => count + 1);
        if (Before is not { } before)
            return;
        Inside.Value = true;
        try
        {
            await before(kind, partition);
        }
        finally
        {
            Inside.Value = false;
        }
    }
}
