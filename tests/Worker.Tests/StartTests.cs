using DataSharing.Functions.Azure;
using DataSharing.Functions.Hosting;
using DataSharing.Worker.Tests.Support;
using DataSharing.WorkerHost;
using Elsewhere = DataSharing.Embedded.Tour.Elsewhere;

namespace DataSharing.Worker.Tests;

/// <summary>How the worker comes up, answers and ends.</summary>
[Collection(WorkerCollection.Name)]
public sealed class StartTests(RunningWorker app)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("health", "alive")]
    [InlineData("ready", "ready")]
    public async Task Health_WhenInService_IsAnswered(string path, string status) =>
        Assert.Equal(status, (await app.Api.GetAsync(null, path)).Must(200)["status"]);

    [Fact]
    public async Task Api_WhenCalledWithoutAToken_Answers401() => (await app.Api.GetAsync(null, "api/v1/sharing-requests/any")).Must(401);

    [Fact]
    public async Task Api_WhenCalledWithAToken_Answers() =>
        (await app.Api.GetAsync("coord-manager", "api/v1/registrations?limit=1")).Must(200);

    [Fact]
    public async Task Pages_WhenAskedForOnTheSurvivorsHost_AreThereAndNothingElseIs()
    {
        Answer page = await SurvivorAsync("w");
        Assert.Contains("<form", page.Must(200).Text, StringComparison.Ordinal);
        (await SurvivorAsync("health")).Must(404);
        (await app.Api.GetAsync(null, "w")).Must(404);
    }

    [Fact]
    public async Task Start_WhenSettingsAreMissing_EndsWithOneAndALineForEach()
    {
        var log = new WorkerLog();
        await using var worker = WorkerProcess.Start(new Uri("http://127.0.0.1:9"), "none", new Dictionary<string, string?>(), log);
        Assert.Equal(1, await worker.WaitForExitAsync(Patience));
        string[] required = [.. RuntimeSettings.Rules.Concat(AzureSettings.Rules).Where(rule => rule.IsRequired)
            .Select(rule => rule.Name)];
        Assert.True(required.Length > 5);
        Assert.Equal(required.Order(StringComparer.Ordinal), log.Output.Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(log.Output, line => Assert.Contains(" is missing: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhenTheHostSaysSo_EndsCleanly()
    {
        await using FunctionsHost host = await FunctionsHost.StartAsync(app.Services.Options() with { Durable = OwnHub("Stop") });
        using var api = new Api(host.Address, app.Services.Issuer);
        await api.UntilReadyAsync();
        Assert.Equal(0, await host.StopWorkerAsync());
        Assert.Empty(host.Log.Errors);
        Assert.Equal(1, host.WorkerStarts);
    }

    private Task<Answer> SurvivorAsync(string path) =>
        app.Api.SendAsync(null, HttpMethod.Get, path, change: request => request.Headers.Host = Elsewhere.SurvivorHost);

    private static Dictionary<string, string?> OwnHub(string name) => new(FunctionsHostOptions.Quick) { ["hubName"] = name };
}
