using System.Collections.Concurrent;
using System.Text.Json;

namespace DataSharing.Functions.Storage;

/// <summary>
/// Documents whose orchestration is due. The mark is committed with the document; whoever started the orchestration clears
/// it, or writes the document without it; a timer starts what was left behind.
/// </summary>
public sealed class DueWork(IPartitionStore store, TimeProvider time)
{
    /// <summary>Younger marks belong to whoever has just set them.</summary>
    public static readonly TimeSpan LeftBehindAfter = TimeSpan.FromSeconds(30);

    // Clocks of instances differ by less.
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(1);

    private static readonly Container[] Containers = [Container.Cases, Container.Requests, Container.Registry];

    private readonly ConcurrentDictionary<Container, (DateTimeOffset At, long Since)> _looked = new();

    /// <summary>Documents with marks older than <see cref="LeftBehindAfter"/>, oldest first in each container; not case heads, whose mark is the chain's.</summary>
    public async Task<IReadOnlyList<FoundDocument>> ListAsync(int limit = 1000, CancellationToken cancellation = default)
    {
        var found = new List<FoundDocument>();
        foreach (Container container in Containers)
            found.AddRange(await ListAsync(container, LeftBehindAfter, limit, cancellation));
        found.RemoveAll(IsChaining);
        return found;
    }

    /// <summary>
    /// Documents of one container with marks older than <paramref name="age"/>. Marks are set to the time at which work is due, so
    /// one that lies ahead was set by a clock that was ahead: it is left behind too, and is not left until that time comes round.
    /// It is looked for at the start and after each step back that this process has seen.
    /// </summary>
    public async Task<IReadOnlyList<FoundDocument>> ListAsync(Container container, TimeSpan age, int limit, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        var found = new List<FoundDocument>(await store.ListDueAsync(container, now - age, limit, cancellation));
        bool wentBack = !_looked.TryGetValue(container, out (DateTimeOffset At, long Since) last) || now < last.At + time.GetElapsedTime(last.Since) - Tolerated;
        if (wentBack)
            found.AddRange((await store.ListDueAsync(container, now.AddYears(100), limit, cancellation)).Where(one => DueOf(one) > now + Tolerated));
        // More than one look holds are found again at the next.
        if (!wentBack || found.Count < limit)
            _looked[container] = (now, time.GetTimestamp());
        return found;
    }

    /// <summary>Clears a mark; harmless when there is none.</summary>
    public Task ClearAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        // CRASH: a mark left behind starts the orchestration once more; its instance id is the same and its steps are conditional.
        store.CommitAsync(partition, [Operation.Patch(id, PatchStep.Set<DateTimeOffset?>("/workflowDue", null))], cancellation);

    /// <summary>True for a case head, whose waiting log entries want chaining; every other mark is an orchestration's.</summary>
    internal static bool IsChaining(FoundDocument due) => due.Partition.Container == Container.Cases && due.Id == CaseHead.DocumentId;

    private static DateTimeOffset? DueOf(FoundDocument found)
    {
        using JsonDocument body = JsonDocument.Parse(found.Document.Body);
        return body.RootElement.TryGetProperty("workflowDue", out JsonElement due) && due.ValueKind == JsonValueKind.String ? due.GetDateTimeOffset() : null;
    }
}
