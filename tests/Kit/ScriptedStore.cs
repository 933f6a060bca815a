using System.Collections.Concurrent;
using DataSharing.Functions.Storage;

namespace DataSharing.Tests.Kit;

/// <summary>What becomes of the commit that fails.</summary>
public enum Fault
{
    /// <summary>It did not happen.</summary>
    Failed,

    /// <summary>It happened, but nobody was told.</summary>
    FailedButPersisted,

    /// <summary>It arrives just before the next one, as a request does that was held up on its way.</summary>
    ArrivesLate,
}

/// <summary>A commit on its way to the store.</summary>
public sealed record StoreCommit(int Number, Partition Partition, IReadOnlyList<Operation> Operations);

/// <summary>A store that follows a test's script: it counts, lets one commit fail, or lets something else happen first.</summary>
public sealed class ScriptedStore(IPartitionStore inner) : ForwardingStore
{
    private static readonly AsyncLocal<bool> Inside = new();
    private Func<Task>? _late;
    private int _commits;

    /// <summary>
    /// Runs before each operation on a partition of what the app does for requests: its kind (read, commit or list) and place. What
    /// it does itself runs no script; lists and positions are left out.
    /// </summary>
    public Func<string, Partition, Task>? Before { get; set; }

    /// <summary>Runs before each commit and may answer in the store's place; null: the store answers.</summary>
    public Func<StoreCommit, Task<CommitResult?>>? Answer { get; set; }

    /// <summary>Commits to which partitions fail; null: none.</summary>
    public Func<Partition, bool>? Fails { get; set; }

    /// <summary>Which commit fails, from 1; 0: none.</summary>
    public int FailAt { get; set; }

    public Fault Fault { get; set; }

    /// <summary>Is told each look for due marks: the container and the time before which they lie.</summary>
    public Action<Container, DateTimeOffset>? Due { get; init; }

    public int Commits => _commits;

    /// <summary>Operations by kind and container, of those that <see cref="Before"/> is told of.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = [];

    protected override IPartitionStore Inner => inner;

    /// <summary>Counts commits from 1 again.</summary>
    public void Reset() => _commits = 0;

    public override async Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default)
    {
        await StepAsync("read", partition);
        return await base.ReadAsync(partition, id, cancellation);
    }

    public override async Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default)
    {
        await StepAsync("list", partition);
        return await base.ListAsync(partition, idPrefix, descending, limit, after, cancellation);
    }

    public override Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default)
    {
        Due?.Invoke(container, before);
        return base.ListDueAsync(container, before, limit, cancellation);
    }

    public override async Task<CommitResult> CommitAsync(
        Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default)
    {
        int number = Interlocked.Increment(ref _commits);
        await StepAsync("commit", partition);
        if (Fails?.Invoke(partition) == true)
            throw new StoreUnavailableException("made to fail");
        if (Answer is { } answer && await answer(new StoreCommit(number, partition, operations)) is { } instead)
            return instead;
        if (number == FailAt)
            return await FailAsync(() => base.CommitAsync(partition, operations, cancellation));
        if (Interlocked.Exchange(ref _late, null) is { } late)
            await late();
        return await base.CommitAsync(partition, operations, cancellation);
    }

    private async Task<CommitResult> FailAsync(Func<Task> commit)
    {
        if (Fault == Fault.FailedButPersisted)
            await commit();
        if (Fault == Fault.ArrivesLate)
            _late = commit;
        throw new StoreUnavailableException(Fault.ToString());
    }

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
