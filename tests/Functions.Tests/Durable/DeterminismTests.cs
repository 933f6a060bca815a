using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Durable;

public sealed class DeterminismTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Replay_WhenTheCodeAsksForAnotherStep_FailsNamingTheStep()
    {
        string activity = "Echo";
        await _engine.Echo().Activity("Other", _ => null).Orchestrator("Changed", async context =>
        {
            await context.CallActivityAsync<string>(activity, "x");
            context.SetCustomStatus("waiting");
            await context.WaitForExternalEvent<string>("go");
            return null;
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Changed");
        await _engine.StatusAsync(id, "waiting");
        activity = "Other";
        await _engine.CrashAsync();
        await _engine.Client.RaiseEventAsync(id, "go", "");

        OrchestrationMetadata end = await _engine.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", end.FailureDetails!.ErrorType);
        Assert.Contains("Echo", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_WhenStepsRepeat_GuidsAndTimeAreTheSameAndLogsAreSilent()
    {
        var logs = new CapturedLogs();
        _engine.Logs = logs;
        _engine.Options = new() { CachedInstances = 0 };
        var seen = new List<string>();
        await _engine.Echo().Orchestrator("Stable", async context =>
        {
            ILogger log = context.CreateReplaySafeLogger("orchestrator");
            Say(log, "begun");
            string first = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
            await context.WaitForExternalEvent<string>("a");
            Say(log, "after a");
            first += $" {context.NewGuid()} {context.CurrentUtcDateTime:O}";
            lock (seen)
                seen.Add(first);
            context.SetCustomStatus("after a");
            await context.WaitForExternalEvent<string>("b");
            Assert.False(context.IsReplaying);
            return first;
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Stable");
        await _engine.Client.WaitForInstanceStartAsync(id);
        _engine.Time.Pass(TimeSpan.FromHours(1));
        await _engine.Client.RaiseEventAsync(id, "a", "");
        await _engine.StatusAsync(id, "after a");
        await _engine.CrashAsync();
        _engine.Time.Pass(TimeSpan.FromHours(1));
        await _engine.Client.RaiseEventAsync(id, "b", "");

        string end = (await _engine.EndAsync(id)).ReadOutputAs<string>()!;
        Assert.True(seen.Count >= 2);
        Assert.All(seen, one => Assert.Equal(end, one));
        Assert.Equal(3, end.Split(' ').Where(part => Guid.TryParse(part, out _)).Distinct().Count());
        Assert.Equal('5', end[14]);
        Assert.Equal(["begun", "after a"], logs.Of("orchestrator"));
    }

    private static void Say(ILogger log, string text) =>
        log.Log(LogLevel.Information, default, text, null, (state, _) => state);
}
