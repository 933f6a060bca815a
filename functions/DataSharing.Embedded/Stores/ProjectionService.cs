using DataSharing.Functions.Projections;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Keeps the lists up with the log as long as the host runs. A list that cannot be written must not end the host: stopping
/// a sharing matters more than listing it.
/// </summary>
internal sealed partial class ProjectionService(Projector projector, TimeProvider time, ILogger<ProjectionService> log) : BackgroundService
{
    private static readonly TimeSpan AfterAFault = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => FollowAsync(stoppingToken), CancellationToken.None);

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
#pragma warning disable CA1031 // see the class
            try
            {
                await projector.RunAsync(stopping);
            }
            catch (Exception fault)
            {
                ListsStandStill(log, fault.GetType().Name);
                await Task.Delay(AfterAFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning restore CA1031
        }
    }

    [LoggerMessage(EventId = 3100, Level = LogLevel.Error, Message = "the lists stand still after {Fault}; the log itself is not affected")]
    private static partial void ListsStandStill(ILogger logger, string fault);
}
