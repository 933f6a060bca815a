using DataSharing.EndToEnd.Tests.Durability;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>One machine whose clock steps by seconds, a day and two months.</summary>
[Collection(DurabilityCollection.Name)]
public sealed class ClockStepTests(ClockStepTests.Fixture fixture, ITestOutputHelper output) : IClassFixture<ClockStepTests.Fixture>
{
    [Fact]
    public Task Load_WhenTheClockOfOneMachineSteps_LetsNothingLeaveAfterAStop() => ClockLoad.RunAsync(fixture.Machine, output);

    [Fact]
    public async Task Consent_WhenItExpiredByAClockThatThenStepsBack_StaysExpired()
    {
        ClockedApp app = fixture.Machine.Apps[0];
        fixture.Machine.Correct();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        OneCase one = await OneCase.OpenAsync(app.Api, now.AddHours(-2), until: now.AddHours(1));
        string ready = await one.ReadyAsync(app.Api);
        app.Clock.Ahead = TimeSpan.FromHours(2);
        Assert.Equal("consent.expired", await one.RefusedAsync(app.Api));
        app.Clock.Ahead = TimeSpan.Zero;
        Assert.Equal("consent.expired", await one.RefusedAsync(app.Api));
        Assert.NotEqual(200, (await OneCase.CollectAsync(app.Api, ready)).Status);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(-86_400)]
    [InlineData(-5_184_000)]
    [InlineData(5_184_000)]
    public async Task Stop_WhenTheClockHasStepped_StopsWhatIsOnRecordAndTheProcessGoesOn(int seconds)
    {
        ClockedApp app = fixture.Machine.Apps[0];
        fixture.Machine.Correct();
        OneCase one = await OneCase.OpenAsync(app.Api, DateTimeOffset.UtcNow);
        string ready = await one.ReadyAsync(app.Api);
        // While the case's key is still in memory, whose end a timer waits for.
        app.Clock.Ahead = TimeSpan.FromSeconds(seconds);
        await one.StopAsync(app.Api);
        Assert.NotEqual(200, (await OneCase.CollectAsync(app.Api, ready)).Status);
        Assert.Equal("consent.withdrawn", await one.RefusedAsync(app.Api));
        app.Clock.Ahead = TimeSpan.Zero;
        Assert.Equal("consent.withdrawn", await one.RefusedAsync(app.Api));
        Assert.False(app.Process.HasEnded);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal OneMachine Machine { get; private set; } = null!;

        public async Task InitializeAsync() => Machine = await OneMachine.StartAsync();

        public async Task DisposeAsync()
        {
            if (Machine is not null)
                await Machine.DisposeAsync();
        }
    }
}
