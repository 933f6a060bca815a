using System.Collections.Concurrent;

namespace DataSharing.Functions.Ledger;

/// <summary>
/// Documents whose orchestration is due. The mark is committed with the document; the step that does what is due writes the
/// document without it; a timer starts what was left behind.
/// </summary>
public sealed class DueWork(IPartitionStore store, TimeProvider time)
{
    /// <summary>Younger marks belong to whoever has just set them.</summary>
    public static readonly TimeSpan LeftBehindAfter = TimeSpan.FromSeconds(30);

    // Clocks of instances differ by less.
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(1);

    // A step back may have gone unseen: another instance's, or one between two looks.
    private static readonly TimeSpan LookAheadAfter = TimeSpan.FromMinutes(1);

    private static readonly Container[] Containers = [Container.Cases, Container.Requests];

    private readonly ConcurrentDictionary<(string By, Container), Look> _looks = new();

    /// <param name="At">What the clock showed.</param>
    /// <param name="Since">When, by a clock that does not step.</param>
    /// <param name="NoneAheadSince">When nothing was found ahead, by the same; null: something was.</param>
    private readonly record struct Look(DateTimeOffset At, long Since, long? NoneAheadSince);

    /// <summary>
    /// Documents with marks older than <see cref="LeftBehindAfter"/>, oldest first in each container; not case heads, whose
    /// mark is the chain's.
    /// </summary>
    public async Task<IReadOnlyList<FoundDocument>> ListAsync(int limit = 1000, CancellationToken cancellation = default)
    {
        var found = new List<FoundDocument>();
        foreach (Container container in Containers)
            found.AddRange(await ListAsync(nameof(DueWork), container, LeftBehindAfter, limit, cancellation));
        found.RemoveAll(IsChaining);
        return found;
    }

    /// <summary>
    /// Documents of one container with marks older than <paramref name="age"/>. Marks are set to the time at which work is due, so
    /// one that lies ahead was set by a clock that was ahead: it is left behind too, and is not left until that time comes round.
    /// It is looked for at the start, after each step back that this process has seen and every minute, and then each time
    /// until none is found: whoever asked may have failed at it.
    /// </summary>
    /// <param name="by">Who asks: one does not see what another has found.</param>
    public async Task<IReadOnlyList<FoundDocument>> ListAsync(
        string by, Container container, TimeSpan age, int limit, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        long stamp = time.GetTimestamp();
        var found = new List<FoundDocument>(await store.ListDueAsync(container, now - age, limit, cancellation));
        bool isAhead = !_looks.TryGetValue((by, container), out Look last)
            || now < last.At + time.GetElapsedTime(last.Since, stamp) - Tolerated
            || last.NoneAheadSince is not { } none || time.GetElapsedTime(none, stamp) >= LookAheadAfter;
        IReadOnlyList<FoundDocument> ahead = isAhead ? await ListAheadAsync(container, now + Tolerated, limit, cancellation) : [];
        _looks[(by, container)] = new Look(now, stamp, isAhead ? ahead.Count == 0 ? stamp : null : last.NoneAheadSince);
        return [.. found, .. ahead];
    }

    // The oldest come first, so that those before it may fill a page.
    private async Task<IReadOnlyList<FoundDocument>> ListAheadAsync(
        Container container, DateTimeOffset after, int limit, CancellationToken cancellation)
    {
        for (int most = limit; ; most *= 2)
        {
            IReadOnlyList<FoundDocument> all = await store.ListDueAsync(container, after.AddYears(100), most, cancellation);
            FoundDocument[] ahead = [.. all.Where(one => DueOf(one) > after).Take(limit)];
            if (ahead.Length == limit || all.Count < most)
                return ahead;
        }
    }

    /// <summary>True for a case head, whose waiting log entries want chaining; every other mark is an orchestration's.</summary>
    internal static bool IsChaining(FoundDocument due) => due.Partition.Container == Container.Cases && due.Id == CaseHead.DocumentId;

    private static DateTimeOffset? DueOf(FoundDocument found)
    {
        using var body = JsonDocument.Parse(found.Document.Body);
        return body.RootElement.TryGetProperty("workflowDue", out JsonElement due) && due.ValueKind == JsonValueKind.String
            ? due.GetDateTimeOffset()
            : null;
    }
}
