using Microsoft.DurableTask;

namespace DataSharing.Functions.Tests.Durable;

public sealed class StressTests
{
    private const int Instances = 500;

    [Fact]
    public async Task Run_WhenFiveHundredInstancesRunSideBySide_HistoriesAreEqualWithAndWithoutCache()
    {
        Dictionary<string, string> cached = await HistoriesAsync(10_000);
        Dictionary<string, string> replayed = await HistoriesAsync(0);
        Dictionary<string, string> evicting = await HistoriesAsync(20);

        Assert.Equal(Instances, cached.Count);
        Assert.Equal(cached, replayed);
        Assert.Equal(cached, evicting);
    }

    private static async Task<Dictionary<string, string>> HistoriesAsync(int cache)
    {
        await using var engine = new EngineFixture { Options = new() { CachedInstances = cache } };
        await engine.Activity("Add", call => (int)call.GetInput(typeof(int))! + 1).Orchestrator<int>("Three", async context =>
        {
            int value = context.GetInput<int>();
            for (int i = 0; i < 3; i++)
                value = await context.CallActivityAsync<int>("Add", value);
            return value;
        }).StartAsync();

        string[] ids = await Task.WhenAll(Enumerable.Range(0, Instances).Select(i =>
            engine.Client.ScheduleNewOrchestrationInstanceAsync("Three", i, new StartOrchestrationOptions($"i{i}"), default)));
        for (int i = 0; i < Instances; i++)
            Assert.Equal(i + 3, (await engine.EndAsync(ids[i])).ReadOutputAs<int>());
        return ids.ToDictionary(id => id, id => string.Join('\n', engine.History(id)));
    }
}
