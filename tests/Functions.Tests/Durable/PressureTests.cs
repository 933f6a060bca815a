using Microsoft.DurableTask;

namespace DataSharing.Functions.Tests.Durable;

public sealed class PressureTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public async Task RaiseEvent_WhenManyRaiseAtOnceAcrossACrash_EachIsSeenExactlyOnce(int cached)
    {
        const int count = 200;
        _engine.Options = new() { CachedInstances = cached };
        await _engine.Orchestrator("Sum", async context =>
        {
            var seen = new HashSet<int>();
            for (int i = 0; i < count; i++)
                Assert.True(seen.Add(await context.WaitForExternalEvent<int>("add")));
            return seen.Sum();
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Sum");
        await Parallel.ForAsync(0, count / 2, async (i, ct) => await _engine.Client.RaiseEventAsync(id, "add", i, ct));
        await _engine.CrashAsync();
        await Parallel.ForAsync(count / 2, count, async (i, ct) => await _engine.Client.RaiseEventAsync(id, "add", i, ct));

        Assert.Equal(count * (count - 1) / 2, (await _engine.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(0L, _engine.Database.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM orchestration_inbox")));
    }

    [Fact]
    public async Task Turn_WhenItCannotBeCommitted_IsTriedAgainAndTakesEffectOnce()
    {
        int runs = 0;
        await _engine.Activity("Count", _ => Interlocked.Increment(ref runs)).Orchestrator("Commit", async context =>
        {
            string word = await context.WaitForExternalEvent<string>("go");
            return word + await context.CallActivityAsync<int>("Count");
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Commit");
        await _engine.Client.WaitForInstanceStartAsync(id);
        await _engine.Database.WriteAsync(session => session.Execute(
            "CREATE TRIGGER full BEFORE INSERT ON orchestration_history BEGIN SELECT RAISE(ABORT, 'disk full'); END"));
        await _engine.Client.RaiseEventAsync(id, "go", "once ");
        await Wait.UntilAsync(() => _engine.Engine.FailedTurns > 0);
        Assert.Equal(0, runs);
        await _engine.Database.WriteAsync(session => session.Execute("DROP TRIGGER full"));
        _engine.Time.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("once 1", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activities_WhenTheLimitIsReached_Wait()
    {
        _engine.Options = new() { MaxConcurrentActivities = 2 };
        int running = 0;
        int most = 0;
        object gate = new object();
        await _engine.ActivityAsync("Busy", async _ =>
        {
            lock (gate)
                most = Math.Max(most, ++running);
            await Task.Yield();
            lock (gate)
                running--;
            return null;
        }).Orchestrator("FanOut", async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => context.CallActivityAsync("Busy")));
            return "all";
        }).StartAsync();

        Assert.Equal("all", (await _engine.RunAsync("FanOut")).ReadOutputAs<string>());
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Cache_WhenMoreInstancesWaitThanItHolds_KeepsTheNewestAndAllGoOn()
    {
        _engine.Options = new() { CachedInstances = 5 };
        await _engine.Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go")).StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions($"w{i}"), default);
            await _engine.Client.WaitForInstanceStartAsync($"w{i}");
        }

        await Wait.UntilAsync(() => _engine.Engine.InstancesInMemory <= 5);
        for (int i = 0; i < 20; i++)
            await _engine.Client.RaiseEventAsync($"w{i}", "go", i);
        for (int i = 0; i < 20; i++)
            Assert.Equal(i, (await _engine.EndAsync($"w{i}")).ReadOutputAs<int>());
    }
}
