using DataSharing.Embedded.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>What cannot be read or carried out holds up its own instance, says so, and nobody else.</summary>
public sealed class UnreadableTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();
    private bool _listens;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("UPDATE orchestration_history SET body='[{\"k\":99}]'")]
    [InlineData("UPDATE orchestration_history SET body='torn'")]
    [InlineData("INSERT INTO orchestration_inbox(n,body) SELECT n, '{\"k\":99}' FROM orchestration_instances")]
    [InlineData("INSERT INTO orchestration_inbox(n,body) SELECT n, 'torn' FROM orchestration_instances")]
    public async Task Start_WithRowsThatCannotBeRead_LetsEverybodyElseGoOn(string damage)
    {
        var logs = new CapturedLogs();
        await ListenAsync("damaged");
        _engine.Logs = logs;
        await _engine.CrashAsync(start: false);
        await _engine.Database.WriteAsync(session => session.Execute(damage));
        await _engine.StartAsync();
        await ListenAsync("sound");
        await _engine.Client.RaiseEventAsync("damaged", "go", "");
        await _engine.Client.RaiseEventAsync("sound", "go", "on");

        Assert.Equal("on", (await _engine.EndAsync("sound")).ReadOutputAs<string>());
        Assert.Contains(logs.Of(typeof(DurableEngine).FullName!), line => line.Contains("cannot be read", StringComparison.Ordinal));
        // It does not keep the engine from ending, and what is on disk stays for a version that can read it.
        await _engine.Engine.StopAsync(CancellationToken.None);
        Assert.Equal(
            1L, _engine.Database.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM orchestration_instances WHERE id='damaged'")));
    }

    [Fact]
    public async Task Turn_ThatFailsForLong_IsTriedAtGrowingPauses()
    {
        await ListenAsync("full");
        await _engine.Database.WriteAsync(session => session.Execute(
            "CREATE TRIGGER full BEFORE INSERT ON orchestration_history BEGIN SELECT RAISE(ABORT, 'disk full'); END"));
        for (int i = 0; i < 20; i++)
            await _engine.Client.RaiseEventAsync("full", "other", $"{i}");
        // Twenty messages make no twenty attempts: the next comes after a second, and then ever later, up to a minute.
        int attempts = 0;
        foreach (int pause in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            await FailedAsync(++attempts);
            Assert.Equal(_engine.Time.GetUtcNow().AddSeconds(pause), _engine.Time.NextDue);
            Assert.Equal(attempts, _engine.Engine.FailedTurns);
            _engine.Time.Pass(TimeSpan.FromSeconds(pause));
        }

        await FailedAsync(++attempts);
        await _engine.Database.WriteAsync(session => session.Execute("DROP TRIGGER full"));
        await _engine.Client.RaiseEventAsync("full", "go", "at last");
        Task<OrchestrationMetadata> end = _engine.EndAsync("full");
        while (!end.IsCompleted)
        {
            _engine.Time.Pass(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal("at last", (await end).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t")]
    public async Task Schedule_UnderABlankId_IsRefused(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => _engine.Client.ScheduleNewOrchestrationInstanceAsync("Any", null, new StartOrchestrationOptions(id), default));

    [Fact]
    public async Task Call_WithoutAName_FailsTheInstanceInsteadOfHoldingItUp()
    {
        await _engine.Orchestrator("Nameless", async context => await context.CallActivityAsync<string>(default)).StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await _engine.RunAsync("Nameless")).RuntimeStatus);
    }

    [Fact]
    public async Task Failure_WithCausesBeyondCount_IsKept()
    {
        var deep = new FormatException("the first");
        for (int i = 0; i < 200; i++)
            deep = new FormatException("and so", deep);
        await _engine.Activity("Break", _ => throw deep)
            .Orchestrator("Deep", async context => await context.CallActivityAsync<string>("Break")).StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await _engine.RunAsync("Deep")).RuntimeStatus);
    }

    [Fact]
    public async Task Input_ThatCannotBeRead_FailsWithoutBeingQuoted()
    {
        _engine.Options = new() { FailureMessage = exception => exception.GetType().Name };
        await _engine.Orchestrator<Dictionary<string, int>>(
            "Count", context => Task.FromResult<object?>(context.GetInput<Dictionary<string, int>>()!.Count)).StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Count", new Dictionary<string, string> { ["jane@example.org"] = "a" }, "count");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", end.FailureDetails!.ErrorType);
        Assert.DoesNotContain(
            "jane", string.Concat(_engine.History("count")) + end.FailureDetails + end.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task Terminate_BesideAnEventThatContinuesAsNew_Ends(int cached)
    {
        _engine.Options = new() { CachedInstances = cached };
        await _engine.Orchestrator("Again", async context =>
        {
            await context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew("again");
            return null;
        }).StartAsync();
        // Nothing is taken up before the start, so that both come in one turn.
        await _engine.CrashAsync(start: false);
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Again");
        await _engine.Client.RaiseEventAsync(id, "go", "");
        await _engine.Client.TerminateInstanceAsync(id, "stopped");
        await _engine.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _engine.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_OfAnInstanceThatStartsLater_DoesNotWaitForThat()
    {
        await _engine.Orchestrator("Late", async context => await context.WaitForExternalEvent<string>("go")).StartAsync();
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Late", null, new StartOrchestrationOptions("late", _engine.Time.GetUtcNow().AddDays(9)), default);
        await _engine.Client.TerminateInstanceAsync("late", "stopped");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _engine.EndAsync("late")).RuntimeStatus);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task Stop_AfterAnActivityEnded_KeepsItsAnswer(int cached)
    {
        _engine.Options = new() { CachedInstances = cached };
        int runs = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.ActivityAsync("Held", async _ =>
        {
            Interlocked.Increment(ref runs);
            begun.TrySetResult();
            await release.Task;
            return "done";
        }).Orchestrator("One", async context => await context.CallActivityAsync<string>("Held")).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("One");
        await begun.Task;
        Task stop = _engine.Engine.StopAsync(CancellationToken.None);
        release.SetResult();
        await stop;
        await _engine.CrashAsync();
        Assert.Equal("done", (await _engine.EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, runs);
    }

    private async Task ListenAsync(string id)
    {
        if (!_listens)
            await _engine.Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("go")).StartAsync();
        _listens = true;
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions(id), default);
        await _engine.Client.WaitForInstanceStartAsync(id);
    }

    private Task FailedAsync(long count) => Wait.UntilAsync(() => _engine.Engine.FailedTurns >= count);
}
