using DataSharing.Functions.Storage;
using Microsoft.Extensions.Hosting;

namespace DataSharing.Embedded.Stores;

/// <summary>Keeps the lists up with the log as long as the host runs; where there is no such host a timer does it.</summary>
internal sealed class ProjectionService(Projector projector) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => projector.RunAsync(stoppingToken), CancellationToken.None);
}
