using System.Collections.Concurrent;

namespace DataSharing.Functions.Ledger;

/// <summary>End of an agency's chained log.</summary>
/// <param name="Seal">Keyed seal of <see cref="Log"/>; see <see cref="LogSeals"/>. Null in heads from before there were seals.</param>
public sealed record AgencyHead(RegistrationId Registration, LogHead Log, string? Seal = null)
{
    public const string DocumentId = "head";
}

/// <summary>
/// The log streams of agencies. Entries appended at the same time share a commit; each task completes once its own entry is
/// durable. Other processes may append to the same stream: the head's ETag keeps one order.
/// </summary>
public sealed class AgencyLog(IPartitionStore store, CommitSignal signal, LogSeals? seals = null)
{
    private readonly ConcurrentDictionary<RegistrationId, AgencyStream> _streams = new();

    /// <summary>
    /// Adds an entry. Throws <see cref="StoreUnavailableException"/> when it cannot be told whether it was written; then what
    /// it was to record must not happen. Appending the same id again may write a second entry; readers take ids once.
    /// </summary>
    public Task AppendAsync(RegistrationId registration, LogEntry entry) =>
        _streams.GetOrAdd(registration, key => new AgencyStream(store, key, signal, seals)).AppendAsync(entry);

    /// <summary>Entries from <paramref name="after"/> (exclusive; 0: the first) in order.</summary>
    public async Task<IReadOnlyList<LogEntry>> ReadAsync(RegistrationId registration, long after = 0, int limit = 200)
    {
        IReadOnlyList<Listed<LogEntry>> entries = await store.ListAsync<LogEntry>(
            Partition.Agency(registration), CaseIds.ChainedPrefix, limit: limit, after: after == 0 ? null : CaseIds.Chained(after));
        return [.. entries.Select(entry => entry.Value)];
    }

    public async Task<LogHead> ReadHeadAsync(RegistrationId registration) => (await FindHeadAsync(registration))?.Log ?? LogHead.Empty;

    /// <summary>The end of the stream with its seal; null before the first entry.</summary>
    public async Task<AgencyHead?> FindHeadAsync(RegistrationId registration) =>
        (await store.ReadAsync<AgencyHead>(Partition.Agency(registration), AgencyHead.DocumentId))?.Value;

    /// <summary>Seals a stream that was written before there were seals. Harmless to repeat and to race.</summary>
    internal async Task SealAsync(RegistrationId registration)
    {
        var partition = Partition.Agency(registration);
        // CRASH: without the commit the next run finds it again.
        if (seals is not null && await store.ReadAsync<AgencyHead>(partition, AgencyHead.DocumentId) is { Value.Seal: null } head)
            await store.CommitAsync(
                partition,
                Operation.Replace(
                    AgencyHead.DocumentId, head.Value with { Seal = seals.Of(LogStream.OfAgency(registration), head.Value.Log) },
                    head.ETag));
    }
}
