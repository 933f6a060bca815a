using DataSharing.Functions.Health;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Keeps the space for stops whole, and says when a disk is getting full: before it is, and again every minute. Readiness
/// shows the same.
/// </summary>
internal sealed partial class SpaceWatch(
    EmbeddedStores stores, TimeProvider time, ILogger<SpaceWatch> log) : BackgroundService, IReadinessCheck
{
    /// <summary>Below this many bytes a disk is getting full.</summary>
    public const long Low = 256 * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private IReadOnlyList<string> Places => [stores.Data.Path, stores.JournalFile];

    public string Name => "space";

    /// <summary>Low while there is still room; failed once only the space kept for stops is left, or not even that.</summary>
    public ReadinessState Check() =>
        stores.Reserves.Any(reserve => !reserve.IsWhole && reserve.IsFilled) ? ReadinessState.Failed
        : Places.Any(place => FreeSpace.Of(place) < Low) ? ReadinessState.Low
        : ReadinessState.Ok;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Writing some megabytes must not hold up the start.
        await Task.Yield();
        using var minute = new PeriodicTimer(Interval, time);
        try
        {
            do
                Look();
            while (await minute.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Look()
    {
        foreach (SpaceReserve reserve in stores.Reserves)
            if (!reserve.TryFill())
                NothingKept(log);
        if (Places.Select(FreeSpace.Of).Min() is { } free && free < Low)
            GettingFull(log, (free / 1024 / 1024).ToString(CultureInfo.InvariantCulture));
    }

    [LoggerMessage(
        3110, LogLevel.Warning,
        "the disk of the database or of the stop journal is getting full: {Megabytes} MB are left; make room, or agencies' requests will "
            + "fail and in the end stops too")]
    private static partial void GettingFull(ILogger logger, string megabytes);

    [LoggerMessage(
        3111, LogLevel.Error,
        "the disk of the database or of the stop journal is so full that the space kept for stops is not whole: make room now")]
    private static partial void NothingKept(ILogger logger);
}
