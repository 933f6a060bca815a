using DataSharing.Functions.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Telemetry;

/// <summary>Traces, metrics and logs reach a collector over OTLP/HTTP when, and only when, a setting names one.</summary>
public sealed partial class TelemetryExportTests
{
    [Fact]
    public async Task Export_WhenACollectorIsNamed_SendsAllThreeSignalsBeforeItEnds()
    {
        await using TelemetryCollector collector = await TelemetryCollector.StartAsync();
        using (IHost host = Build(new() { [TelemetryExport.EndpointSetting] = collector.Address }))
        {
            await host.StartAsync();
            using (Signals.Operation("SubmitSharingRequest"))
                Signals.Decided("Release", TimeSpan.FromMilliseconds(2));
            Noted(host.Services.GetRequiredService<ILogger<TelemetryExportTests>>(), "release-1");
            await host.StopAsync();
        }

        Assert.Contains("SubmitSharingRequest", collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("datasharing.requests", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("datasharing.decision.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("release-1", collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WhenNoCollectorIsNamed_AddsNothing()
    {
        using IHost host = Build([]);
        Assert.DoesNotContain(
            host.Services.GetServices<ILoggerProvider>(),
            provider => provider.GetType().FullName!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
        await host.StartAsync();
        await host.StopAsync();
    }

    private static IHost Build(Dictionary<string, string?> settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        TelemetryExport.Add(builder.Services, builder.Logging, builder.Configuration);
        return builder.Build();
    }

    [LoggerMessage(1, LogLevel.Information, "Noted {Id}")]
    private static partial void Noted(ILogger logger, string id);
}
