namespace DataSharing.Functions.Ledger;

/// <summary>That the database was found older than it had been: restored from a backup, or the end of its log was cut.</summary>
/// <param name="FoundAt">When it was opened in that state.</param>
/// <param name="Missing">How many writes are not there any more.</param>
/// <param name="Version">The latest write that is: what was written up to it is from before.</param>
/// <param name="Seal">Keyed; see <see cref="LogSeals"/>.</param>
public sealed record Setback(DateTimeOffset FoundAt, long Missing, long Version, string? Seal = null);

/// <summary>
/// Setbacks on record. A database that was set back is consistent in itself, seals included; that it is older than it was is
/// seen only against a mark kept outside of it. From then on no log of before is called whole.
/// </summary>
/// <remarks>Only notes that stand under their seal count: a setback also lets logs without seals pass until they have one.</remarks>
public sealed class Setbacks(IPartitionStore store, LogSeals seals)
{
    private const string Prefix = "setback-";

    private static readonly Partition Place = Partition.System("gate");

    /// <summary>Before the store opens, through the store itself.</summary>
    /// <exception cref="Keys.KeyUnavailableException">The key store cannot be asked now.</exception>
    public static async Task AddAsync(IPartitionStore openStore, LogSeals seals, Setback found)
    {
        await seals.LoadAsync(isSetBack: true);
        string id = Prefix + Guid.CreateVersion7(found.FoundAt).ToString("N");
        await openStore.CommitAsync(Place, Operation.Create(id, found with { Seal = seals.Of(id, found) }));
    }

    /// <summary>Whether the database was ever set back.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellation = default) => AnyAsync(_ => true, cancellation);

    /// <summary>
    /// Whether the database was set back after this entry was written. By the clock or by the order of writes: either may have
    /// been stepped or edited, and one is enough.
    /// </summary>
    public Task<bool> AnyAfterAsync(Stored<LogEntry> entry, CancellationToken cancellation = default) => AnyAsync(
        found => found.FoundAt >= entry.Value.At
            || (long.TryParse(entry.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out long version) && version <= found.Version),
        cancellation);

    private async Task<bool> AnyAsync(Func<Setback, bool> counts, CancellationToken cancellation)
    {
        await foreach (Listed<Setback> found in store.ListAllAsync<Setback>(Place, Prefix, cancellation))
            if (seals.Stands(found.Id, found.Value) && counts(found.Value))
                return true;
        return false;
    }
}
