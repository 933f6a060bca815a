namespace DataSharing.Functions.Storage;

/// <summary>
/// Documents whose orchestration is due. The mark is committed with the document; whoever started the orchestration clears
/// it, or writes the document without it; a timer starts what was left behind.
/// </summary>
public sealed class DueWork(IPartitionStore store, TimeProvider time)
{
    /// <summary>Younger marks belong to whoever has just set them.</summary>
    public static readonly TimeSpan LeftBehindAfter = TimeSpan.FromSeconds(30);

    private static readonly Container[] Containers = [Container.Cases, Container.Requests, Container.Registry];

    /// <summary>Documents with marks older than <see cref="LeftBehindAfter"/>, oldest first in each container; not case heads, whose mark is the chain's.</summary>
    public async Task<IReadOnlyList<FoundDocument>> ListAsync(int limit = 1000, CancellationToken cancellation = default)
    {
        var found = new List<FoundDocument>();
        foreach (Container container in Containers)
            found.AddRange(await store.ListDueAsync(container, time.GetUtcNow() - LeftBehindAfter, limit, cancellation));
        found.RemoveAll(IsChaining);
        return found;
    }

    /// <summary>Clears a mark; harmless when there is none.</summary>
    public Task ClearAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        // CRASH: a mark left behind starts the orchestration once more; its instance id is the same and its steps are conditional.
        store.CommitAsync(partition, [Operation.Patch(id, PatchStep.Set<DateTimeOffset?>("/workflowDue", null))], cancellation);

    /// <summary>True for a case head, whose waiting log entries want chaining; every other mark is an orchestration's.</summary>
    internal static bool IsChaining(FoundDocument due) => due.Partition.Container == Container.Cases && due.Id == CaseHead.DocumentId;
}
