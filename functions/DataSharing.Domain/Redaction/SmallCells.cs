namespace DataSharing.Domain.Redaction;

/// <summary>One cell of a statistic.</summary>
/// <param name="Key">Category, e.g. a district.</param>
/// <param name="Count">Count; null: suppressed.</param>
public sealed record Cell(string Key, int? Count);

/// <summary>A table that may be published.</summary>
/// <param name="Cells">Cells in the order given.</param>
/// <param name="Merged">Sum of all suppressed cells, if it is itself large enough; else null.</param>
/// <param name="Total">Sum of all cells, if nothing suppressed can be computed back from it; else null.</param>
public sealed record SafeTable(IReadOnlyList<Cell> Cells, int? Merged, int? Total);

/// <summary>Suppression of small counts. Source: R-036.</summary>
public static class SmallCells
{
    /// <summary>
    /// Suppresses counts from 1 to <paramref name="threshold"/> − 1. A single suppressed cell could be computed from the
    /// total, so the next smallest goes with it. Deterministic: ties fall to the later key in ordinal order.
    /// </summary>
    /// <param name="counts">Category and count, each category once, counts 0 or more.</param>
    /// <param name="threshold">At least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">Threshold below 2, or a negative count.</exception>
    public static SafeTable Suppress(IReadOnlyList<KeyValuePair<string, int>> counts, int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 2);
        foreach (var (_, count) in counts) ArgumentOutOfRangeException.ThrowIfNegative(count);
        var hidden = counts.Where(c => c.Value > 0 && c.Value < threshold).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        if (hidden.Count == 1 && counts.Where(c => c.Value >= threshold).OrderBy(c => c.Value).ThenByDescending(c => c.Key, StringComparer.Ordinal).ToArray() is [var next, ..])
            hidden.Add(next.Key);
        var sum = counts.Where(c => hidden.Contains(c.Key)).Sum(c => c.Value);
        var safe = hidden.Count != 1 && (hidden.Count == 0 || sum >= threshold);
        return new SafeTable(
            [.. counts.Select(c => new Cell(c.Key, hidden.Contains(c.Key) ? null : c.Value))],
            hidden.Count > 0 && safe ? sum : null,
            safe ? counts.Sum(c => c.Value) : null);
    }
}
