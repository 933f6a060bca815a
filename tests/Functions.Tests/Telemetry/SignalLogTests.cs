using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DataSharing.Functions.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Telemetry;

public sealed class SignalLogTests : IAsyncLifetime, IDisposable
{
    // Meters are process-wide, and other tests measure meanwhile: lines of this test bear its mark.
    private readonly string _mark = "reg-" + Guid.NewGuid().ToString("N");
    private readonly Meter _meter = new("SignalLogTests");
    private readonly CapturedLogs _logs = new();
    private readonly LoggerFactory _factory;
    private readonly SignalLog _signals;

    public SignalLogTests()
    {
        _factory = new LoggerFactory([_logs]);
        _signals = new SignalLog(_factory.CreateLogger<SignalLog>());
    }

    public Task InitializeAsync() => _signals.StartAsync(default);

    public Task DisposeAsync() => _signals.StopAsync(default);

    public void Dispose()
    {
        _signals.Dispose();
        _factory.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Heard_WhenListed_AreInstrumentsOfTheApp()
    {
        var made = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (Signals.Meters.Contains(instrument.Meter.Name))
                made.Add(instrument.Name);
        };
        RuntimeHelpers.RunClassConstructor(typeof(Signals).TypeHandle);
        listener.Start();
        Assert.Empty(SignalLog.Heard.Except(made));
    }

    [Fact]
    public void Measure_WhenTheInstrumentIsHeard_WritesALineAtOnce()
    {
        _meter.CreateCounter<long>("datasharing.refusals").Add(2, new KeyValuePair<string, object?>("agency", _mark));
        Assert.Contains($"Information signal datasharing.refusals 2 agency={_mark}", _logs.Lines);
    }

    [Fact]
    public void Measure_WhenTheMachineWritesNumbersWithAComma_WritesAPoint()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            _meter.CreateHistogram<double>("datasharing.withdrawal.duration").Record(
                1.25, new KeyValuePair<string, object?>("scope", _mark));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Contains($"Information signal datasharing.withdrawal.duration 1.25 scope={_mark}", _logs.Lines);
    }

    [Fact]
    public void Measure_WhenATagIsNoneOfOurs_LeavesItOut()
    {
        _meter.CreateCounter<long>("datasharing.refusals").Add(1, new("agency", _mark), new("name", "Amara"));
        Assert.Contains($"Information signal datasharing.refusals 1 agency={_mark}", _logs.Lines);
        Assert.DoesNotContain(_logs.Lines, line => line.Contains("Amara", StringComparison.Ordinal));
    }

    [Fact]
    public void Measure_WhenTheInstrumentIsNotHeard_WritesNothing()
    {
        _meter.CreateCounter<long>("datasharing.requests").Add(1, new KeyValuePair<string, object?>("outcome", _mark));
        Assert.DoesNotContain(_logs.Lines, line => line.Contains(_mark, StringComparison.Ordinal));
    }
}
