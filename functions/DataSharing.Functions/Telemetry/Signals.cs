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

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_requests = s_meter.CreateCounter<long>("datasharing.requests", "{request}", "Sharing requests decided, by outcome");
    private static readonly Counter<long> s_refusals = s_meter.CreateCounter<long>("datasharing.refusals", "{request}", "Sharing requests refused, by the registration that asked");
    private static readonly Histogram<double> s_decision = s_meter.CreateHistogram<double>("datasharing.decision.duration", "s", "Time of one decision, facts loaded");
    private static readonly Counter<long> s_conflicts = s_meter.CreateCounter<long>("datasharing.commit.conflicts", "{commit}", "Case commits that lost a race and were tried again");
    private static readonly Counter<long> s_withdrawals = s_meter.CreateCounter<long>("datasharing.withdrawals", "{withdrawal}", "Stops in force, by scope");
    private static readonly Histogram<double> s_withdrawal = s_meter.CreateHistogram<double>("datasharing.withdrawal.duration", "s", "Time from the call to the durable stop");
    private static readonly UpDownCounter<long> s_live = s_meter.CreateUpDownCounter<long>("datasharing.releases.live", "{release}", "Releases that can be collected: changes since the process began, to be summed over all processes");
    private static readonly UpDownCounter<long> s_overdue = s_meter.CreateUpDownCounter<long>("datasharing.attestations.overdue", "{attestation}", "Deletion attestations past their term: changes since the process began, to be summed over all processes");
    private static readonly Counter<long> s_unchained = s_meter.CreateCounter<long>("datasharing.checkpoint.failures", "{case}", "Tries to chain the log of a case that failed");

    private static double s_logLag;

    static Signals() => s_meter.CreateObservableGauge("datasharing.log.lag", () => Volatile.Read(ref s_logLag), "s", "Age of the newest log entry that this process brought into the lists, when it did");

    public static void Decided(string outcome, TimeSpan took)
    {
        s_requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        s_decision.Record(took.TotalSeconds);
    }

    /// <param name="registration">Opaque id of the registration that asked.</param>
    public static void Refused(string registration) => s_refusals.Add(1, new KeyValuePair<string, object?>("agency", registration));

    public static void Conflict() => s_conflicts.Add(1);

    /// <param name="scope">all, consent or scope.</param>
    public static void Withdrawn(string scope, TimeSpan took)
    {
        s_withdrawals.Add(1, new KeyValuePair<string, object?>("scope", scope));
        s_withdrawal.Record(took.TotalSeconds);
    }

    public static void Released() => s_live.Add(1);

    public static void ReleaseEnded(int count = 1) => s_live.Add(-count);

    public static void AttestationOverdue() => s_overdue.Add(1);

    public static void OverdueAttestationArrived() => s_overdue.Add(-1);

    public static void NotChained() => s_unchained.Add(1);

    public static void Projected(TimeSpan age) => Volatile.Write(ref s_logLag, Math.Max(0, age.TotalSeconds));

    /// <summary>The span of an HTTP operation: its id, never its address.</summary>
    public static Activity? Operation(string id) => Source.StartActivity(id, ActivityKind.Server);
}
