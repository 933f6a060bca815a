using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>What an orchestrator may rely on, the same on our storage provider and on Microsoft's in-memory one.</summary>
public abstract partial class EngineContract(ContractEngine engine) : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    protected ContractEngine Engine { get; } = engine;

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Activities_InTurnAndSideBySide_ReturnTheirResults()
    {
        Engine.Activity<string>("Echo", word => word);
        Engine.Orchestrator<string>("Chain", async context =>
        {
            string first = await context.CallActivityAsync<string>("Echo", context.GetInput<string>());
            string[] both = await Task.WhenAll(
                context.CallActivityAsync<string>("Echo", first + "b"), context.CallActivityAsync<string>("Echo", first + "c"));
            return string.Join(",", both);
        });
        Assert.Equal("ab,ac", (await RunAsync("Chain", "a")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Inputs_OfAnyShape_ArriveAsTheyWereSent()
    {
        Engine.Activity<Shape>("Turn", shape => shape with { Words = [.. shape.Words.Reverse()] });
        Engine.Activity<string[]>("Count", words => words.Length);
        Engine.Activity<string?>("IsNothing", word => word is null);
        Engine.Orchestrator<Shape>("Shapes", async context =>
        {
            Shape turned = await context.CallActivityAsync<Shape>("Turn", context.GetInput<Shape>());
            int count = await context.CallActivityAsync<int>("Count", new[] { "[x]", "", "y" });
            bool nothing = await context.CallActivityAsync<bool>("IsNothing");
            return $"{string.Join(' ', turned.Words)} {turned.At:O} {count} {nothing}";
        });
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        Assert.Equal($"b a {at:O} 3 True", (await RunAsync("Shapes", new Shape(["a", "b"], at))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestration_ReturnsItsResultAndKnowsItsParent()
    {
        Engine.Orchestrator<int>(
            "Child", context => Task.FromResult<object?>($"{context.GetInput<int>()} of {context.Parent!.Name} as {context.InstanceId}"));
        Engine.Orchestrator<int>("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "Child", context.GetInput<int>() + 1, new SubOrchestrationOptions(instanceId: "the-child")));
        Assert.Equal("2 of Parent as the-child", (await RunAsync("Parent", 1)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspended_TakesUpEventsOnceResumed()
    {
        Engine.Orchestrator<object>("Listen", async context => await context.WaitForExternalEvent<string>("go"));
        string id = await StartAsync("Listen");
        await Engine.Client.WaitForInstanceStartAsync(id, _limit.Token);
        await Engine.Client.SuspendInstanceAsync(id, "inspection", _limit.Token);
        await StateAsync(id, OrchestrationRuntimeStatus.Suspended);
        await Engine.Client.RaiseEventAsync(id, "go", "1", _limit.Token);
        await Engine.Client.ResumeInstanceAsync(id, null, _limit.Token);
        Assert.Equal("1", (await EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminated_EndsWithTheOutputGiven()
    {
        Engine.Orchestrator<object>("Listen", async context => await context.WaitForExternalEvent<string>("go"));
        string id = await StartAsync("Listen");
        await Engine.Client.WaitForInstanceStartAsync(id, _limit.Token);
        await Engine.Client.TerminateInstanceAsync(id, "stopped", _limit.Token);
        OrchestrationMetadata end = await EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("stopped", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task GuidsAndTime_AreTheSameHoweverOftenTheCodeIsRun()
    {
        Engine.Activity<string>("Echo", word => word);
        Engine.Orchestrator<object>("Stable", async context =>
        {
            string first = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
            string echoed = await context.CallActivityAsync<string>("Echo", first);
            return echoed == first && context.NewGuid() != Guid.Parse(first[..36]);
        });
        Assert.True((await RunAsync("Stable")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Timers_FireInTheOrderOfTheirTimes()
    {
        Engine.Orchestrator<object>("Clock", async context =>
        {
            using var over = new CancellationTokenSource();
            DateTime begun = context.CurrentUtcDateTime;
            // Far apart, so that a machine that stands still for a moment does not make them fall due together.
            Task late = context.CreateTimer(begun.AddHours(1), over.Token);
            Task early = context.CreateTimer(begun.AddMilliseconds(60), CancellationToken.None);
            bool inOrder = await Task.WhenAny(late, early) == early;
            over.Cancel();
            // The official service waits in whole milliseconds and may come a fraction of one early.
            return inOrder && context.CurrentUtcDateTime >= begun.AddMilliseconds(58);
        });
        Assert.True((await RunAsync("Clock")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Version_IsWhatTheInstanceWasStartedWith()
    {
        Engine.Orchestrator<object>("Which", context => Task.FromResult<object?>(context.Version));
        await Engine.StartAsync();
        await Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Which", null, new StartOrchestrationOptions("versioned") { Version = new TaskVersion("2.1") }, _limit.Token);
        Assert.Equal("2.1", (await EndAsync("versioned")).ReadOutputAs<string>());
    }

    /// <summary>Neither offers entities unless asked to, and ours never does.</summary>
    [Fact]
    public async Task Entities_AreRefusedAtOnce()
    {
        Engine.Orchestrator<object>("Signal", context =>
        {
            try
            {
                context.Entities.SignalEntityAsync(new("counter", "one"), "add");
                return Task.FromResult<object?>("signalled");
            }
            catch (NotSupportedException)
            {
                return Task.FromResult<object?>("refused");
            }
        });
        Assert.Equal("refused", (await RunAsync("Signal")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Id_OfAnEndedInstance_MayBeUsedAgain()
    {
        Engine.Orchestrator<int>("Give", context => Task.FromResult<object?>(context.GetInput<int>()));
        Assert.Equal(1, (await RunAsync("Give", 1, "again")).ReadOutputAs<int>());
        await Engine.Client.PurgeInstanceAsync("again", null, _limit.Token);
        Assert.Null(await Engine.Client.GetInstanceAsync("again", _limit.Token));
        Assert.Equal(2, (await RunAsync("Give", 2, "again", started: true)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Queries_FindByStatusAndByPrefix()
    {
        Engine.Orchestrator<object>("Empty", _ => Task.FromResult<object?>(null));
        Engine.Orchestrator<object>("Wait", async context => await context.WaitForExternalEvent<string>("never"));
        await RunAsync("Empty", id: "a-1");
        await RunAsync("Empty", id: "a-2", started: true);
        await StartAsync("Wait", id: "b-1", started: true);
        await Engine.Client.WaitForInstanceStartAsync("b-1", _limit.Token);
        Assert.Equal(["a-1", "a-2"], await ListAsync(new() { InstanceIdPrefix = "a-" }));
        Assert.Equal(["b-1"], await ListAsync(new() { Statuses = [OrchestrationRuntimeStatus.Running] }));
    }

    protected async Task<OrchestrationMetadata> RunAsync(
        string orchestrator, object? input = null, string? id = null, bool started = false) =>
        await EndAsync(await StartAsync(orchestrator, input, id, started));

    protected async Task<string> StartAsync(string orchestrator, object? input = null, string? id = null, bool started = false)
    {
        if (!started)
            await Engine.StartAsync();
        return await Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new StartOrchestrationOptions(id), _limit.Token);
    }

    protected Task<OrchestrationMetadata> EndAsync(string id) => Engine.Client.WaitForInstanceCompletionAsync(id, true, _limit.Token);

    private Task<OrchestrationMetadata?> StatusAsync(string id, string status) => Wait.UntilAsync(
        () => Engine.Client.GetInstanceAsync(id, true, _limit.Token), found => found?.ReadCustomStatusAs<string>() == status);

    private Task<OrchestrationMetadata?> StateAsync(string id, OrchestrationRuntimeStatus state) => Wait.UntilAsync(
        () => Engine.Client.GetInstanceAsync(id, _limit.Token), found => found?.RuntimeStatus == state);

    private async Task<List<string>> ListAsync(OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (OrchestrationMetadata one in Engine.Client.GetAllInstancesAsync(query))
            ids.Add(one.InstanceId);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    public sealed record Shape(IReadOnlyList<string> Words, DateTimeOffset At);
}

/// <summary>Orchestrators stay in memory between their turns.</summary>
public sealed class OurEngineTests() : EngineContract(new OurEngine(cached: 1000));

/// <summary>Each turn replays the history.</summary>
public sealed class OurReplayingEngineTests() : EngineContract(new OurEngine(cached: 0));

/// <summary>The official worker, dispatchers and service: what holds there is the contract.</summary>
public sealed class OfficialEngineTests() : EngineContract(new OfficialEngine());
