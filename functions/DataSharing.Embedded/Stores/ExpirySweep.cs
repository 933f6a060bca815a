using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>Drops expired documents as long as the host runs, a little every minute: what Cosmos DB does by itself.</summary>
internal sealed class ExpirySweep(EmbeddedStores stores, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Interval, time);
        while (await WaitAsync(minute, stoppingToken))
        {
            try
            {
                await stores.SweepAsync(stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // The disk may be full; nothing reads what has expired, and the next minute tries again.
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
