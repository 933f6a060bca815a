using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

public sealed class RecoveryTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Start_WhenAnActivityWasRunning_RunsItAgain()
    {
        int runs = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.ActivityAsync("Slow", async call =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite);
            }

            return call.GetInput(typeof(string));
        }).Orchestrator("Wait", async context => await context.CallActivityAsync<string>("Slow", "done")).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await begun.Task;
        await _engine.CrashAsync();

        Assert.Equal("done", (await _engine.EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Start_WhenStepsWereCommitted_DoesNotRepeatThem()
    {
        int runs = 0;
        await _engine.Activity("Count", _ => Interlocked.Increment(ref runs)).Orchestrator("Steps", async context =>
        {
            int first = await context.CallActivityAsync<int>("Count");
            context.SetCustomStatus("first");
            await context.WaitForExternalEvent<string>("go");
            return first + await context.CallActivityAsync<int>("Count");
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps");
        await _engine.StatusAsync(id, "first");
        await _engine.CrashAsync();
        await _engine.CrashAsync();
        await _engine.Client.RaiseEventAsync(id, "go", "");

        Assert.Equal(3, (await _engine.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Start_WhenWorkWasOnlyWrittenDown_TakesItUp()
    {
        await _engine.Echo().Orchestrator("Pick", async context =>
            await context.CallActivityAsync<string>("Echo", await context.WaitForExternalEvent<string>("e"))).StartAsync();
        await _engine.CrashAsync(start: false);
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Pick");
        await _engine.Client.RaiseEventAsync(id, "e", "kept");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await _engine.CrashAsync(start: false);
        await _engine.StartAsync();

        Assert.Equal("kept", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_WhenATimerRan_FiresItAtItsTime()
    {
        await _engine.Orchestrator("Clock", async context =>
        {
            context.SetCustomStatus("waiting");
            await context.CreateTimer(TimeSpan.FromDays(100), default);
            return context.CurrentUtcDateTime;
        }).StartAsync();
        DateTime due = _engine.Time.GetUtcNow().UtcDateTime.AddDays(100);
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Clock");
        await _engine.StatusAsync(id, "waiting");
        await _engine.CrashAsync();
        _engine.Time.Pass(TimeSpan.FromDays(99));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        _engine.Time.Pass(TimeSpan.FromDays(1));

        Assert.Equal(due, (await _engine.EndAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Start_WhenATimerFellDueWhileStopped_FiresItAtOnce()
    {
        await _engine.Orchestrator("Clock", async context =>
        {
            context.SetCustomStatus("waiting");
            await context.CreateTimer(TimeSpan.FromHours(1), default);
            return "fired";
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Clock");
        await _engine.StatusAsync(id, "waiting");
        await _engine.CrashAsync(start: false);
        _engine.Time.Pass(TimeSpan.FromHours(5));
        await _engine.StartAsync();

        Assert.Equal("fired", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_WhenAParentWaitedForItsChild_BothGoOn()
    {
        await _engine.Orchestrator("Child", async context => await context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", null, new SubOrchestrationOptions(instanceId: "child")))
            .StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await Wait.UntilAsync(() => _engine.Client.GetInstanceAsync("child"), found => found is not null);
        await _engine.CrashAsync();
        await _engine.Client.RaiseEventAsync("child", "go", "up");

        Assert.Equal("up", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Stop_WhenAnActivityRuns_WaitsForItAndLeavesTheRestResumable()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        await _engine.ActivityAsync("Held", async _ =>
        {
            runs++;
            begun.TrySetResult();
            await release.Task;
            return "done";
        }).Orchestrator("Two", async context =>
        {
            await context.CallActivityAsync<string>("Held");
            return await context.CallActivityAsync<string>("Held");
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await begun.Task;
        Task stop = _engine.Engine.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;
        Assert.Equal(1, runs);
        await _engine.CrashAsync();

        Assert.Equal("done", (await _engine.EndAsync(id)).ReadOutputAs<string>());
        Assert.InRange(runs, 2, 3);
    }
}
