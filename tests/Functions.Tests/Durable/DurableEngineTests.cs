using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

public sealed class DurableEngineTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public async Task Run_WhenActivitiesAreCalledInTurn_ReturnsTheirResults(int cached)
    {
        _engine.Options = new() { CachedInstances = cached };
        await _engine.Echo().Orchestrator<string>("Chain", async context =>
        {
            string first = await context.CallActivityAsync<string>("Echo", context.GetInput<string>());
            string second = await context.CallActivityAsync<string>("echo", first + "b");
            string[] both = await Task.WhenAll(
                context.CallActivityAsync<string>("Echo", second + "c"),
                context.CallActivityAsync<string>("Echo", second + "d"));
            return string.Join(",", both);
        }).StartAsync();

        OrchestrationMetadata end = await _engine.RunAsync("Chain", "a");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("abc,abd", end.ReadOutputAs<string>());
        Assert.Equal("a", end.ReadInputAs<string>());
    }

    [Fact]
    public async Task Schedule_WhenNoIdIsGiven_MakesAGuidWithoutDashes()
    {
        await _engine.Orchestrator("Empty", _ => Task.FromResult<object?>(null)).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Empty");
        Assert.True(Guid.TryParseExact(id, "N", out _));
        Assert.Null((await _engine.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Schedule_WhenOneIdIsStartedTwiceAtOnce_ExactlyOneWins()
    {
        int runs = 0;
        await _engine.Activity("Count", _ => Interlocked.Increment(ref runs)).Orchestrator("Once", async context =>
        {
            await context.CallActivityAsync("Count");
            await context.WaitForExternalEvent<string>("go");
            return null;
        }).StartAsync();
        var options = new StartOrchestrationOptions("same");

        Task<string>[] starts = Enumerable.Range(0, 2)
            .Select(_ => Task.Run(() => _engine.Client.ScheduleNewOrchestrationInstanceAsync("Once", null, options, default)))
            .ToArray();
        await Task.WhenAll(starts.Select(start => start.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, starts.Count(start => start.IsCompletedSuccessfully));
        Exception refusal = starts.Single(start => start.IsFaulted).Exception!.InnerException!;
        Assert.IsType<InvalidOperationException>(refusal);
        await _engine.Client.RaiseEventAsync("same", "go", "now");
        await _engine.EndAsync("same");
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Schedule_WhenTheIdHasEnded_MayBeReusedUnlessDedupeStatusesSaysNo()
    {
        await _engine.Orchestrator<int>("Empty", context => Task.FromResult<object?>(context.GetInput<int>())).StartAsync();
        await _engine.RunAsync("Empty", 1, "again");

        Assert.Equal(2, (await _engine.RunAsync("Empty", 2, "again")).ReadOutputAs<int>());

        var refuse = new StartOrchestrationOptions("again") { DedupeStatuses = ["completed"] };
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _engine.Client.ScheduleNewOrchestrationInstanceAsync("Empty", 3, refuse, default));
        var other = new StartOrchestrationOptions("again") { DedupeStatuses = ["Failed"] };
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Empty", 4, other, default);
        Assert.Equal(4, (await _engine.EndAsync("again")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Schedule_WhenStartAtLiesAhead_BeginsThen()
    {
        await _engine.Orchestrator("Late", context => Task.FromResult<object?>(context.CurrentUtcDateTime)).StartAsync();
        DateTimeOffset at = _engine.Time.GetUtcNow().AddDays(90);
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Late", null, new StartOrchestrationOptions("late", at), default);

        await _engine.CrashAsync();
        _engine.Time.Pass(TimeSpan.FromDays(89));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        _engine.Time.Pass(TimeSpan.FromDays(1));

        Assert.Equal(at.UtcDateTime, (await _engine.EndAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Run_WhenTheOrchestratorIsUnknown_FailsNamingIt()
    {
        await _engine.StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Nowhere");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("no orchestrator named 'Nowhere' is registered", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Schedule_WhenTagsAndVersionAreGiven_TheyAreKept()
    {
        await _engine.Orchestrator("Tagged", context => Task.FromResult<object?>(context.Version)).StartAsync();
        var options = new StartOrchestrationOptions("t")
        {
            Tags = new Dictionary<string, string> { ["kind"] = "withdrawal" },
            Version = new TaskVersion("2.1"),
        };
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Tagged", null, options, default);
        OrchestrationMetadata end = await _engine.EndAsync("t");
        Assert.Equal("withdrawal", end.Tags["kind"]);
        Assert.Equal("2.1", end.ReadOutputAs<string>());
    }
}
