using Microsoft.DurableTask;

namespace DataSharing.Functions.Tests.Durable;

public abstract class EventTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    protected EventTests(int cached) => _engine.Options = new() { CachedInstances = cached };

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RaiseEvent_WhenNobodyWaitsYet_IsBufferedFirstInFirstOut()
    {
        await _engine.Echo().Orchestrator("Listen", async context =>
        {
            await context.WaitForExternalEvent<string>("open");
            string a = await context.WaitForExternalEvent<string>("WORD");
            await context.CallActivityAsync("Echo", a);
            string b = await context.WaitForExternalEvent<string>("word");
            return a + b;
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
        await _engine.Client.RaiseEventAsync(id, "word", "first");
        await _engine.Client.RaiseEventAsync(id, "Word", "second");
        await _engine.Client.RaiseEventAsync(id, "Open", "");

        Assert.Equal("firstsecond", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_WhenTwoWait_TheNewestWaiterGetsIt()
    {
        await _engine.Orchestrator("Two", async context =>
        {
            Task<string> older = context.WaitForExternalEvent<string>("e");
            Task<string> newer = context.WaitForExternalEvent<string>("E");
            context.SetCustomStatus("waiting");
            return $"{await newer} {await older}";
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await _engine.StatusAsync(id, "waiting");
        await _engine.Client.RaiseEventAsync(id, "e", "1");
        await _engine.Client.RaiseEventAsync(id, "e", "2");

        Assert.Equal("1 2", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_WhenTheTimeoutPasses_EndsAsTaskCanceledException()
    {
        await _engine.Orchestrator("Timeout", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<string>("never", TimeSpan.FromHours(1));
                return "came";
            }
            catch (TaskCanceledException)
            {
                return "cancelled";
            }
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Timeout");
        await _engine.TimersAsync(1);
        _engine.Time.Pass(TimeSpan.FromHours(1));

        Assert.Equal("cancelled", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_WhenTheEventComesInTime_CancelsTheTimerAndGoesOn()
    {
        await _engine.Orchestrator("InTime", async context =>
        {
            string a = await context.WaitForExternalEvent<string>("a", TimeSpan.FromHours(1));
            string b = await context.WaitForExternalEvent<string>("b", TimeSpan.FromHours(9));
            return a + b;
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("InTime");
        await _engine.Client.RaiseEventAsync(id, "a", "x");
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        await _engine.CrashAsync();
        _engine.Time.Pass(TimeSpan.FromHours(2));
        await _engine.Client.RaiseEventAsync(id, "b", "y");

        Assert.Equal("xy", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_WhenTheInstanceEndedOrNeverWas_IsDropped()
    {
        await _engine.Orchestrator("Empty", _ => Task.FromResult<object?>(null)).StartAsync();
        await _engine.RunAsync("Empty", id: "gone");
        await _engine.Client.RaiseEventAsync("gone", "e", "1");
        await _engine.Client.RaiseEventAsync("never", "e", "1");
        Assert.Equal(0L, _engine.Database.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM orchestration_inbox")));
    }

    [Fact]
    public async Task SendEvent_WhenAnotherInstanceWaits_ReachesIt()
    {
        await _engine.Orchestrator("Receiver", async context => await context.WaitForExternalEvent<string>("hello"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent("receiver", "Hello", "from sender");
                return Task.FromResult<object?>(null);
            }).StartAsync();
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Receiver", null, new StartOrchestrationOptions("receiver"), default);
        await _engine.RunAsync("Sender");

        Assert.Equal("from sender", (await _engine.EndAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WhenEventsAreUnprocessed_CarriesThemOverInOrder()
    {
        await _engine.Orchestrator<List<string>>("Collect", async context =>
        {
            List<string> seen = context.GetInput<List<string>>() ?? [];
            seen.Add(await context.WaitForExternalEvent<string>("item"));
            if (seen.Count < 5)
            {
                context.ContinueAsNew(seen);
                return null;
            }

            return string.Join(",", seen);
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Collect");
        for (int i = 1; i <= 5; i++)
            await _engine.Client.RaiseEventAsync(id, "item", $"{i}");

        Assert.Equal("1,2,3,4,5", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WhenEventsAreNotPreserved_DropsThem()
    {
        await _engine.Orchestrator<int>("Drop", async context =>
        {
            await context.WaitForExternalEvent<string>("go");
            if (context.GetInput<int>() == 0)
            {
                context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                return null;
            }

            return await context.WaitForExternalEvent<string>("item");
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Drop", 0, default(CancellationToken));
        await _engine.Client.SuspendInstanceAsync(id);
        await _engine.Client.RaiseEventAsync(id, "item", "dropped");
        await _engine.Client.RaiseEventAsync(id, "go", "");
        await _engine.Client.ResumeInstanceAsync(id);
        await GenerationAsync(id, 1);
        await _engine.Client.RaiseEventAsync(id, "go", "");
        await _engine.Client.RaiseEventAsync(id, "item", "kept");

        Assert.Equal("kept", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    private Task GenerationAsync(string id, long generation) => Wait.UntilAsync(() => _engine.Database.Read(
        session => session.Scalar<long>("SELECT generation FROM orchestration_instances WHERE id=$1", id)) == generation);
}

public sealed class CachedEventTests() : EventTests(10_000);

public sealed class ReplayedEventTests() : EventTests(0);
