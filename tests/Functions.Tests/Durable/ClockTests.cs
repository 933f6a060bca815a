using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>Timers of orchestrations while the machine's clock is set back and forth. Time itself only passes.</summary>
public sealed class ClockTests : IAsyncDisposable
{
    private static readonly TimeSpan TwoMonths = TimeSpan.FromDays(60), Hour = TimeSpan.FromHours(1), Moment = TimeSpan.FromSeconds(2);
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(-5)]
    [InlineData(-86_400)]
    [InlineData(-5_184_000)]
    public async Task Timer_WhenTheClockIsSetBack_FiresAfterAsLongAsItWasToWait(int seconds)
    {
        string id = await WaitAnHourAsync();
        _engine.Time.Step(TimeSpan.FromSeconds(seconds));
        _engine.Time.Pass(Hour - Moment);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        _engine.Time.Pass(2 * Moment);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _engine.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_WhenTheClockIsSetForwardBeyondItsTime_FiresWithinAMinute()
    {
        string id = await WaitAnHourAsync();
        _engine.Time.Step(TwoMonths);
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _engine.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_WhenItWasAskedForByAClockThatWasAhead_FiresAfterAsLongAsItWasToWait()
    {
        _engine.Time.Step(TwoMonths);
        string id = await WaitAnHourAsync();
        _engine.Time.Step(-TwoMonths);
        _engine.Time.Pass(Hour + Moment);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _engine.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Start_WhenATimerWasAskedForByAClockThatWasAhead_FiresItAfterAsLongAsItWasToWait()
    {
        _engine.Time.Step(TwoMonths);
        string id = await WaitAnHourAsync();
        await _engine.CrashAsync(start: false);
        _engine.Time.Step(-TwoMonths);
        await _engine.StartAsync();
        _engine.Time.Pass(Hour - Moment);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        _engine.Time.Pass(2 * Moment);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _engine.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Retry_WhenTheClockIsSetBackInItsPause_IsMadeAfterThePause()
    {
        int tries = 0;
        await _engine.Activity("Flaky", _ => Interlocked.Increment(ref tries) == 1 ? throw new InvalidOperationException("away") : "there")
            .Orchestrator(
                "Retrying",
                async context => await context.CallActivityAsync<string>(
                    "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(5)))))
            .StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Retrying");
        await _engine.TimersAsync(1);
        _engine.Time.Step(-TwoMonths);
        _engine.Time.Pass(TimeSpan.FromMinutes(5) + Moment);
        Assert.Equal("there", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    private async Task<string> WaitAnHourAsync()
    {
        await _engine.Orchestrator("Hour", async context =>
        {
            await context.CreateTimer(Hour, default);
            return null;
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Hour");
        await _engine.TimersAsync(1);
        return id;
    }
}
