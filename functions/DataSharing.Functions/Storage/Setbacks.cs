namespace DataSharing.Functions.Storage;

/// <summary>That the database was found older than it had been: restored from a backup, or the end of its log was cut.</summary>
/// <param name="FoundAt">When it was opened in that state.</param>
/// <param name="Missing">How many writes are not there any more.</param>
public sealed record Setback(DateTimeOffset FoundAt, long Missing);

/// <summary>
/// Setbacks on record. A database that was set back is consistent in itself, seals included; that it is older than it was is
/// seen only against a mark kept outside of it. From then on no log of before is called whole.
/// </summary>
public sealed class Setbacks(IPartitionStore store)
{
    private const string Prefix = "setback-";

    private static readonly Partition Place = Partition.System("gate");

    /// <summary>Before the store opens, through the store itself.</summary>
    public static Task AddAsync(IPartitionStore openStore, Setback found) =>
        openStore.CommitAsync(Place, Operation.Create(Prefix + Guid.CreateVersion7(found.FoundAt).ToString("N"), found));

    /// <summary>Whether the database was set back after this moment.</summary>
    public async Task<bool> AnyAfterAsync(DateTimeOffset moment, CancellationToken cancellation = default)
    {
        await foreach (Listed<Setback> found in store.ListAllAsync<Setback>(Place, Prefix, cancellation))
            if (found.Value.FoundAt >= moment)
                return true;
        return false;
    }
}
