using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Sharing;
using DataSharing.Worker.Tests.Support;
using DataSharing.WorkerHost;

namespace DataSharing.Worker.Tests;

/// <summary>
/// A record whose values carry marks goes through the worker, a failure included; then the marks are looked for in all that the
/// official extension stored and that worker and host logged.
/// </summary>
public sealed class CanaryTests
{
    private const string Mark = "qx7canary", Word = "kumquat-orchard";
    private static readonly string[] Secrets = [Mark, "Ilveta", "Quorra", Word];

    [Fact]
    public async Task Everything_WhenPlayedOnTheWorker_LeavesNoValueInTheClear()
    {
        await using Services services = await Services.StartAsync();
        var fault = new FaultOfAnActivity(services.Documents);
        // Without timers nobody but the activity asks the database at that moment.
        await using FunctionsHost host = await FunctionsHost.StartAsync(services.Options(fault.Invoked) with { Timers = false });
        using var api = new Api(host.Address, services.Issuer);
        await api.UntilReadyAsync();

        Sharing sharing = await Sharing.OpenAsync(api, Record());
        string link = (await api.PostAsync(
            Sharing.Holder, $"api/v1/cases/{sharing.Case}/withdrawal-links",
            JsonNode.Parse($$"""{"delivery": "inPerson", "word": "{{Word}}"}"""))).Must(201).Text;
        string spoken = JsonNode.Parse(link)!["spokenCode"]!.GetValue<string>(),
        secret = JsonNode.Parse(link)!["link"]!.GetValue<string>().Split('#')[1];
        string sent = await SubmitAndFailOnceAsync(fault, host, sharing);
        Assert.Equal("ready", (await sharing.DecidedAsync(sent))["status"]);
        Assert.NotEmpty(Leaks.In(Encoding.UTF8.GetBytes((await sharing.CollectAsync(sent)).Must(200).Text), [Mark]));
        await sharing.WithdrawAsync();
        (await sharing.CollectAsync(sent)).Must(410);
        await Wait.UntilAsync(
            () => Support.Storage.StatusAsync(services.Storage, "DataSharing", SharingRequestOrchestrator.InstanceId(sent)),
            status => status == "Completed");

        string[] words = [.. Secrets, spoken, secret];
        IReadOnlyList<(string Place, byte[] Bytes)> stored = await Support.Storage.ReadAllAsync(services.Storage);
        // Where the marks are looked for there is something to find: the request's id, and the type of its failure.
        Assert.Contains(stored, one => one.Place.Contains("History", StringComparison.Ordinal) && Leaks.In(one.Bytes, [sent]).Count > 0);
        Assert.Contains(
            stored, one => one.Place.Contains("History", StringComparison.Ordinal) && Leaks.In(one.Bytes, ["QuietFault"]).Count > 0);
        Assert.All(
            stored,
            one => Assert.True(Leaks.In(one.Bytes, words) is [], $"{one.Place} holds {string.Join(", ", Leaks.In(one.Bytes, words))}"));
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(host.Log.ToString()), words));
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(host.HostLog.ToString()), words));
    }

    private static async Task<string> SubmitAndFailOnceAsync(FaultOfAnActivity fault, FunctionsHost host, Sharing sharing)
    {
        fault.Arm();
        string sent = await sharing.SubmitAsync();
        await Wait.UntilAsync(() => Task.FromResult(host.Log.Errors.Count), errors => errors > 0);
        LogLine told = Assert.Single(host.Log.Errors, line => line.Category.EndsWith("QuietFaults", StringComparison.Ordinal));
        Assert.Matches(
            "^DecideSharingRequest failed in [^ ]+: DataSharing.Functions.Storage.StoreUnavailableException( <- [A-Za-z.]+)*\r?\n   at "
                + "DataSharing.Functions.",
            told.Message);
        Assert.DoesNotContain("DurableSerializationException", told.Message, StringComparison.Ordinal);
        return sent;
    }

    /// <summary>
    /// The database refuses the first request of the first activity: its failure goes through the official extension, and it
    /// is tried again.
    /// </summary>
    private sealed class FaultOfAnActivity(CosmosFake documents)
    {
        private int _waits;

        public void Arm() => _waits = 1;

        public void Invoked(WorkerFunction function)
        {
            if (function.TriggerType == "activityTrigger" && Interlocked.Exchange(ref _waits, 0) == 1)
                documents.Faults = FailOnce();
        }

        private static Func<CosmosCall, CosmosFault?> FailOnce()
        {
            int left = 1;
            return _ => Interlocked.Exchange(ref left, 0) == 1 ? new CosmosFault(CosmosFaultAt.Before, 400) : null;
        }
    }

    private static JsonNode Record() => JsonNode.Parse($$"""
        {"fields": [
          {"path": "identity.preferredName", "state": "stated", "value": "Ilveta {{Mark}} Quorra"},
          {"path": "language.preferred", "state": "stated", "value": "{{Mark}}"},
          {"path": "identity.gender", "state": "stated", "codes": ["female"]}
        ]}
        """)!;
}
