using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>Three instances on one store whose clocks disagree, and step each for itself.</summary>
[Collection(DurabilityCollection.Name)]
public sealed class InstanceClockTests(
    InstanceClockTests.Fixture fixture, ITestOutputHelper output) : IClassFixture<InstanceClockTests.Fixture>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public Task Load_WhenTheClocksOfThreeInstancesStepApart_LetsNothingLeaveAfterAStop() => ClockLoad.RunAsync(fixture.Instances, output);

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(24 * 60)]
    public async Task Stop_ByAnInstanceWhoseClockIsBehind_StopsWhatOneAheadHasTaken(int hours)
    {
        (Api ahead, Api behind, Api right) = Clocks(hours * Hour, -hours * Hour);
        OneCase one = await OneCase.OpenAsync(ahead, DateTimeOffset.UtcNow + (hours * Hour));
        string ready = await one.ReadyAsync(ahead), again = await one.ReadyAsync(ahead);
        Assert.Equal(200, (await OneCase.CollectAsync(ahead, ready)).Status);
        await one.StopAsync(behind);
        foreach (Api api in (Api[])[ahead, behind, right])
        {
            Assert.NotEqual(200, (await OneCase.CollectAsync(api, ready)).Status);
            Assert.NotEqual(200, (await OneCase.CollectAsync(api, again)).Status);
            Assert.Equal("consent.withdrawn", await one.RefusedAsync(api));
        }
    }

    [Fact]
    public async Task Consent_WhenItExpiredByTheClockOfOneInstance_IsExpiredForAll()
    {
        (Api ahead, Api behind, Api right) = Clocks(2 * Hour, -Hour);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        OneCase one = await OneCase.OpenAsync(right, now - (2 * Hour), until: now + Hour);
        string ready = await one.ReadyAsync(right);
        Assert.Equal("consent.expired", await one.RefusedAsync(ahead));
        foreach (Api api in (Api[])[behind, right])
        {
            Assert.Equal("consent.expired", await one.RefusedAsync(api));
            Assert.NotEqual(200, (await OneCase.CollectAsync(api, ready)).Status);
        }
    }

    private (Api Ahead, Api Behind, Api Right) Clocks(TimeSpan ahead, TimeSpan behind)
    {
        List<ClockedApp> apps = fixture.Instances.Apps;
        fixture.Instances.Correct();
        (apps[0].Clock.Ahead, apps[1].Clock.Ahead) = (ahead, behind);
        return (apps[0].Api, apps[1].Api, apps[2].Api);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal ThreeInstances Instances { get; private set; } = null!;

        public async Task InitializeAsync() => Instances = await ThreeInstances.StartAsync();

        public async Task DisposeAsync()
        {
            if (Instances is not null)
                await Instances.DisposeAsync();
        }
    }
}
