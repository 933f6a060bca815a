using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Emulators.Cosmos;
using DataSharing.EndToEnd.Tests.Canary;
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
        await using FunctionsHost host = await FunctionsHost.StartAsync(services.Options());
        using var api = new Api(host.Address, services.Issuer);
        await api.UntilReadyAsync();

        Sharing sharing = await Sharing.OpenAsync(api, Record());
        string link = (await api.PostAsync(Sharing.Holder, $"api/v1/cases/{sharing.Case}/withdrawal-links", JsonNode.Parse($$"""{"delivery": "inPerson", "word": "{{Word}}"}"""))).Must(201).Body;
        string spoken = JsonNode.Parse(link)!["spokenCode"]!.GetValue<string>(), secret = JsonNode.Parse(link)!["link"]!.GetValue<string>().Split('#')[1];
        string sent = await SubmitAndFailOnceAsync(services, host, sharing);
        Assert.Equal("ready", (await sharing.DecidedAsync(sent)).Text("status"));
        Assert.NotEmpty(Leaks.In(Encoding.UTF8.GetBytes((await sharing.CollectAsync(sent)).Must(200).Body), [Mark]));
        await sharing.WithdrawAsync();
        (await sharing.CollectAsync(sent)).Must(410);
        await Api.UntilAsync(() => Support.Storage.StatusAsync(services.Storage, "DataSharing", SharingRequestOrchestrator.InstanceId(sent)), status => status == "Completed", "the request's end");

        string[] words = [.. Secrets, spoken, secret];
        IReadOnlyList<(string Place, byte[] Bytes)> stored = await Support.Storage.ReadAllAsync(services.Storage);
        // Where the marks are looked for there is something to find: the request's id, and the type of its failure.
        Assert.Contains(stored, one => one.Place.Contains("History", StringComparison.Ordinal) && Leaks.In(one.Bytes, [sent]).Count > 0);
        Assert.Contains(stored, one => one.Place.Contains("History", StringComparison.Ordinal) && Leaks.In(one.Bytes, ["QuietFault"]).Count > 0);
        Assert.All(stored, one => Assert.True(Leaks.In(one.Bytes, words) is [], $"{one.Place} holds {string.Join(", ", Leaks.In(one.Bytes, words))}"));
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(host.Log.ToString()), words));
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(host.HostLog.ToString()), words));
    }

    // The database refuses one read of the activity: its failure goes through the official extension, and is tried again.
    private static async Task<string> SubmitAndFailOnceAsync(Services services, FunctionsHost host, Sharing sharing)
    {
        int failed = 0;
        services.Documents.Faults = call =>
            call.Container == "cases" && call.Operation is "read" or "query" && Interlocked.Exchange(ref failed, 1) == 0 ? new CosmosFault(CosmosFaultAt.Before, 400) : null;
        string sent = await sharing.SubmitAsync();
        await sharing.DecidedAsync(sent);
        services.Documents.Faults = null;
        LogLine told = Assert.Single(host.Log.Errors, line => line.Category.EndsWith("QuietFaults", StringComparison.Ordinal));
        Assert.StartsWith("DecideSharingRequest failed in ", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DurableSerializationException", told.Message, StringComparison.Ordinal);
        Assert.Contains("   at DataSharing.Functions.", told.Message, StringComparison.Ordinal);
        return sent;
    }

    private static JsonNode Record() => JsonNode.Parse($$"""
        {"fields": [
          {"path": "identity.preferredName", "state": "stated", "value": "Ilveta {{Mark}} Quorra"},
          {"path": "language.preferred", "state": "stated", "value": "{{Mark}}"},
          {"path": "identity.gender", "state": "stated", "codes": ["female"]}
        ]}
        """)!;
}
