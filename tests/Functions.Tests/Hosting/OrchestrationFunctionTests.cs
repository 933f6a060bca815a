namespace DataSharing.Functions.Tests.Hosting;

public sealed class OrchestrationFunctionTests
{
    [Fact]
    public async Task Orchestration_WhenStartedThroughTheBoundClient_RunsItsActivities()
    {
        await using RunningHost host = await RunningHost.StartAsync(functions: typeof(SampleOrchestrations));
        Assert.Equal((200, "15"), await host.SendAsync(HttpMethod.Post, "/counts/5"));
    }
}
