using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DataSharing.Functions.Telemetry;

/// <summary>
/// What the app measures and traces. Names, units and tags are what alerts and dashboards rest on; tags hold outcomes,
/// kinds of operation and opaque registration ids, never a case, a person or a value.
/// </summary>
public static class Signals
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "DataSharing";

    /// <summary>Further meters of the app, kept by what they measure.</summary>
    public static readonly IReadOnlyList<string> Meters = [Name, "DataSharing.Keys", "DataSharing.Cosmos"];

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "datasharing.requests", "{request}", "Sharing requests decided, by outcome");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "datasharing.refusals", "{request}", "Sharing requests refused, by the registration that asked");
    private static readonly Histogram<double> Decision = Meter.CreateHistogram<double>(
        "datasharing.decision.duration", "s", "Time of one decision, facts loaded");
    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "datasharing.commit.conflicts", "{commit}", "Case commits that lost a race and were tried again");
    private static readonly Counter<long> Withdrawals = Meter.CreateCounter<long>(
        "datasharing.withdrawals", "{withdrawal}", "Stops in force, by scope");
    private static readonly Histogram<double> Withdrawal = Meter.CreateHistogram<double>(
        "datasharing.withdrawal.duration", "s", "Time from the call to the durable stop");
    private static readonly UpDownCounter<long> Live = Meter.CreateUpDownCounter<long>(
        "datasharing.releases.live", "{release}",
        "Releases that can be collected: changes since the process began, to be summed over all processes");
    private static readonly UpDownCounter<long> Overdue = Meter.CreateUpDownCounter<long>(
        "datasharing.attestations.overdue", "{attestation}",
        "Deletion attestations past their term: changes since the process began, to be summed over all processes");
    private static readonly Counter<long> Unchained = Meter.CreateCounter<long>(
        "datasharing.checkpoint.failures", "{case}", "Tries to chain the log of a case that failed");

    private static double LogLag;

    static Signals() => Meter.CreateObservableGauge(
        "datasharing.log.lag", () => Volatile.Read(ref LogLag), "s",
        "Age of the newest log entry that this process brought into the lists, when it did");

    public static void Decided(string outcome, TimeSpan took)
    {
        Requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        Decision.Record(took.TotalSeconds);
    }

    /// <param name="registration">Opaque id of the registration that asked.</param>
    public static void Refused(string registration) => Refusals.Add(1, new KeyValuePair<string, object?>("agency", registration));

    public static void Conflict() => Conflicts.Add(1);

    /// <param name="scope">all, consent or scope.</param>
    public static void Withdrawn(string scope, TimeSpan took)
    {
        Withdrawals.Add(1, new KeyValuePair<string, object?>("scope", scope));
        Withdrawal.Record(took.TotalSeconds);
    }

    public static void Released() => Live.Add(1);

    public static void ReleaseEnded(int count = 1) => Live.Add(-count);

    public static void AttestationOverdue() => Overdue.Add(1);

    public static void OverdueAttestationArrived() => Overdue.Add(-1);

    public static void NotChained() => Unchained.Add(1);

    public static void Projected(TimeSpan age) => Volatile.Write(ref LogLag, Math.Max(0, age.TotalSeconds));

    /// <summary>The span of an HTTP operation: its id, never its address.</summary>
    public static Activity? Operation(string id) => Source.StartActivity(id, ActivityKind.Server);
}
