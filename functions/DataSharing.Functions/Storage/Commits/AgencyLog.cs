using System.Collections.Concurrent;
using DataSharing.Domain.AccessLog;

namespace DataSharing.Functions.Storage;

/// <summary>End of an agency's chained log.</summary>
public sealed record AgencyHead(string Registration, LogHead Log)
{
    public const string DocumentId = "head";
}

/// <summary>
/// The log streams of agencies. Entries appended at the same time share a commit; each task completes once its own entry is
/// durable. Other processes may append to the same stream: the head's ETag keeps one order.
/// </summary>
public sealed class AgencyLog(IPartitionStore store, CommitSignal signal)
{
    private readonly ConcurrentDictionary<string, AgencyStream> _streams = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds an entry. Throws <see cref="StoreUnavailableException"/> when it cannot be told whether it was written; then what
    /// it was to record must not happen. Appending the same id again may write a second entry; readers take ids once.
    /// </summary>
    public Task AppendAsync(string registration, LogEntry entry) =>
        _streams.GetOrAdd(registration, key => new AgencyStream(store, key, signal)).AppendAsync(entry);

    /// <summary>Entries from <paramref name="after"/> (exclusive; 0: the first) in order.</summary>
    public async Task<IReadOnlyList<LogEntry>> ReadAsync(string registration, long after = 0, int limit = 200)
    {
        IReadOnlyList<Listed<LogEntry>> entries = await store.ListAsync<LogEntry>(
            Partition.Agency(registration), CaseIds.ChainedPrefix, limit: limit, after: after == 0 ? null : CaseIds.Chained(after));
        return [.. entries.Select(entry => entry.Value)];
    }

    public async Task<LogHead> ReadHeadAsync(string registration) =>
        (await store.ReadAsync<AgencyHead>(Partition.Agency(registration), AgencyHead.DocumentId))?.Value.Log ?? LogHead.Empty;
}
