namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>Runs the loop of every timer function from start to stop.</summary>
internal sealed class TimerService(
    IReadOnlyList<TimerFunction> functions, TimerJournal journal, TimeProvider time, ILogger<TimerService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(functions.Select(function =>
            Task.Run(() => new TimerLoop(function, journal, time, logger).RunAsync(stoppingToken), CancellationToken.None)));
}
