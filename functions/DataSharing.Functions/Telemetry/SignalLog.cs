using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace DataSharing.Functions.Telemetry;

/// <summary>
/// Writes the measurements that alerts rest on as log lines: <c>signal NAME VALUE TAG=VALUE …</c>, numbers with a point. In
/// Azure the Functions host passes on what its worker logs, and only what is logged while a function runs; it passes on no
/// metrics. Therefore a line is written where and when the measurement is made, and not collected for later. Few
/// measurements become lines: those of each request do not. Thread-safe.
/// </summary>
public sealed partial class SignalLog : IHostedService, IDisposable
{
    /// <summary>The instruments that are heard.</summary>
    public static readonly FrozenSet<string> Heard = FrozenSet.ToFrozenSet(
        ["datasharing.attestations.overdue", "datasharing.checkpoint.failures", "datasharing.refusals", "datasharing.withdrawal.duration"],
        StringComparer.Ordinal);

    // Tags of our own making alone, and among them none that could ever hold more than a code or an opaque id.
    private static readonly FrozenSet<string> Tags = FrozenSet.ToFrozenSet(["agency", "outcome", "scope"], StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly ILogger _log;

    public SignalLog(ILogger<SignalLog> log)
    {
        _log = log;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (Heard.Contains(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Write(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Write(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Write(instrument, value, tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void Write(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = new StringBuilder(value.ToString(CultureInfo.InvariantCulture));
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (Tags.Contains(tag.Key))
                line.Append(' ').Append(tag.Key).Append('=').Append(Convert.ToString(tag.Value, CultureInfo.InvariantCulture));
        }

        Measured(_log, instrument.Name, line.ToString());
    }

    [LoggerMessage(6001, LogLevel.Information, "signal {Signal} {Measurement}")]
    private static partial void Measured(ILogger logger, string signal, string measurement);
}
