using DataSharing.Embedded.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Keeps the number of the database's latest write with the keys, every second and at the end: a database that is found with a
/// lower one was set back. What was written in the last second before a crash may go unnoticed.
/// </summary>
internal sealed class DatabaseMark(EmbeddedStores stores, KeptMark mark, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _told = -1;

    /// <summary>Before the store opens: puts a setback on record. Returns how many writes are missing; 0: none.</summary>
    public static async Task<long> CompareAsync(EmbeddedStores stores, KeptMark mark, LogSeals seals, TimeProvider time)
    {
        if (await mark.ReadAsync() is not { } text || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long told)
            || told <= stores.Version)
            return 0;
        long version = stores.Version, missing = told - version;
        // CRASH: without the mark below the same setback is recorded once more, which is as true.
        await Setbacks.AddAsync(stores.OpenDocuments, seals, new Setback(time.GetUtcNow(), missing, version));
        await mark.WriteAsync(stores.Version.ToString(CultureInfo.InvariantCulture));
        return missing;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TellAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var second = new PeriodicTimer(Interval, time);
        try
        {
            do
                await TellAsync();
            while (await second.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task TellAsync()
    {
        try
        {
            long version = stores.Version;
            if (version == _told)
                return;
            await mark.WriteAsync(version.ToString(CultureInfo.InvariantCulture));
            _told = version;
        }
        catch (StoreUnavailableException)
        {
            // The next second tries again.
        }
    }
}
