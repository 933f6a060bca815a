using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DataSharing.Functions.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to an OpenTelemetry collector when a setting names one; otherwise nothing is exported.
/// Only the app's own sources: those of the framework and of the SDKs put addresses into their spans.
/// Source: OpenTelemetry specification, "OpenTelemetry Protocol Exporter" (the settings' names).
/// </summary>
public static class TelemetryExport
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ProtocolSetting = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Service = "datasharing";
    private const string Grpc = "grpc";
    private const string Http = "http/protobuf";

    /// <summary>Null when the two settings are missing or usable, else what is wrong, naming the setting.</summary>
    public static string? Problem(IConfiguration settings)
    {
        if (settings[EndpointSetting] is { Length: > 0 } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            return $"{EndpointSetting} is no http or https address";
        return settings[ProtocolSetting] is null or "" or Grpc or Http ? null : $"{ProtocolSetting} must be {Http} or {Grpc}";
    }

    public static void Add(IServiceCollection services, ILoggingBuilder logging, IConfiguration settings)
    {
        if (settings[EndpointSetting] is not { Length: > 0 } endpoint)
            return;
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService(
            Service, serviceInstanceId: Guid.NewGuid().ToString("N"), autoGenerateServiceInstanceId: false);
        OtlpExportProtocol protocol = settings[ProtocolSetting] == Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        logging.AddOpenTelemetry(options => options.SetResourceBuilder(resource).AddOtlpExporter(to => Configure(to, "v1/logs")));
        services.AddHostedService(_ => new Providers(
            // The web server's own span is nobody's decision to leave ours out, as the usual sampler would take it.
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Signals.Name).SetSampler(new AlwaysOnSampler())
                .AddOtlpExporter(to => Configure(to, "v1/traces")).Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter([.. Signals.Meters])
                .AddOtlpExporter(to => Configure(to, "v1/metrics")).Build()));

        void Configure(OtlpExporterOptions to, string path)
        {
            to.Protocol = protocol;
            to.Endpoint = protocol == OtlpExportProtocol.Grpc ? new Uri(endpoint) : new Uri(new Uri(endpoint.TrimEnd('/') + "/"), path);
        }
    }

    /// <summary>Keeps the providers as long as the host runs; what waits is sent before it ends.</summary>
    private sealed class Providers(TracerProvider traces, MeterProvider metrics) : IHostedService, IDisposable
    {
        private const int PatienceMilliseconds = 5000;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(PatienceMilliseconds);
            metrics.ForceFlush(PatienceMilliseconds);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }
}
