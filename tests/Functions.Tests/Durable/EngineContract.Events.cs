namespace DataSharing.Functions.Tests.Durable;

public abstract partial class EngineContract
{
    [Fact]
    public async Task Events_RaisedBeforeAnybodyWaits_AreKeptInOrder()
    {
        Engine.Activity<string>("Echo", word => word);
        Engine.Orchestrator<object>("Listen", async context =>
        {
            await context.WaitForExternalEvent<string>("open");
            string a = await context.WaitForExternalEvent<string>("WORD");
            await context.CallActivityAsync("Echo", a);
            return a + await context.WaitForExternalEvent<string>("word");
        });
        string id = await StartAsync("Listen");
        await Engine.Client.RaiseEventAsync(id, "word", "first", _limit.Token);
        await Engine.Client.RaiseEventAsync(id, "Word", "second", _limit.Token);
        await Engine.Client.RaiseEventAsync(id, "Open", "", _limit.Token);
        Assert.Equal("firstsecond", (await EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_WhenTwoWait_GoToTheNewestWaiter()
    {
        Engine.Orchestrator<object>("Two", async context =>
        {
            Task<string> older = context.WaitForExternalEvent<string>("e");
            Task<string> newer = context.WaitForExternalEvent<string>("E");
            context.SetCustomStatus("waiting");
            return $"{await newer} {await older}";
        });
        string id = await StartAsync("Two");
        await StatusAsync(id, "waiting");
        await Engine.Client.RaiseEventAsync(id, "e", "1", _limit.Token);
        await Engine.Client.RaiseEventAsync(id, "e", "2", _limit.Token);
        Assert.Equal("1 2", (await EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_WaitedForWithALimit_ComeOrAreGivenUp()
    {
        Engine.Orchestrator<object>("Limit", async context =>
        {
            string a = await context.WaitForExternalEvent<string>("a", TimeSpan.FromMinutes(5));
            try
            {
                await context.WaitForExternalEvent<string>("b", TimeSpan.FromMilliseconds(1));
                return "came";
            }
            catch (TaskCanceledException)
            {
                return a + " alone";
            }
        });
        string id = await StartAsync("Limit");
        await Engine.Client.RaiseEventAsync(id, "a", "a", _limit.Token);
        Assert.Equal("a alone", (await EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_ReachesIt()
    {
        Engine.Orchestrator<object>("Receiver", async context => await context.WaitForExternalEvent<string>("hello"));
        Engine.Orchestrator<object>("Sender", context =>
        {
            context.SendEvent("receiver", "Hello", "from sender");
            return Task.FromResult<object?>(null);
        });
        await StartAsync("Receiver", id: "receiver");
        await RunAsync("Sender", started: true);
        Assert.Equal("from sender", (await EndAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WithEventsOnTheirWay_LosesAndRepeatsNone()
    {
        Engine.Orchestrator<List<int>>("Collect", async context =>
        {
            List<int> seen = context.GetInput<List<int>>() ?? [];
            seen.Add(await context.WaitForExternalEvent<int>("item"));
            if (seen.Count == 8)
                return seen.Order().ToList();
            context.ContinueAsNew(seen);
            return null;
        });
        string id = await StartAsync("Collect", new List<int>());
        for (int i = 0; i < 8; i++)
            await Engine.Client.RaiseEventAsync(id, "item", i, _limit.Token);
        Assert.Equal(Enumerable.Range(0, 8), (await EndAsync(id)).ReadOutputAs<List<int>>());
    }
}
