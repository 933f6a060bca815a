using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

public sealed class LifecycleTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Suspend_WhenEventsCome_HoldsThemUntilResume()
    {
        await StartListenerAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
        await _engine.Client.SuspendInstanceAsync(id, "inspection");
        await _engine.Client.RaiseEventAsync(id, "go", "1");
        await StatusIsAsync(id, OrchestrationRuntimeStatus.Suspended);
        await _engine.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await _engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await _engine.Client.ResumeInstanceAsync(id);

        Assert.Equal("1", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspend_WhenAnActivityEndsMeanwhile_ItsResultIsUsedAfterResume()
    {
        _engine.Options = new() { CachedInstances = 0 };
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        await _engine.ActivityAsync("Held", async _ =>
        {
            runs++;
            await release.Task;
            return "done";
        }).Orchestrator("Work", async context => await context.CallActivityAsync<string>("Held")).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await StatusIsAsync(id, OrchestrationRuntimeStatus.Running);
        await _engine.Client.SuspendInstanceAsync(id);
        await StatusIsAsync(id, OrchestrationRuntimeStatus.Suspended);
        release.SetResult();
        await _engine.Client.ResumeInstanceAsync(id);

        Assert.Equal("done", (await _engine.EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Terminate_WhenRecursive_EndsTheChildrenToo()
    {
        await StartListenerAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await StatusIsAsync("child", OrchestrationRuntimeStatus.Running);
        await _engine.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stopped", Recursive: true));

        OrchestrationMetadata end = await _engine.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("stopped", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _engine.EndAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_WhenAChildIsEnded_TheParentSeesTaskFailedException()
    {
        await StartListenerAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await StatusIsAsync("child", OrchestrationRuntimeStatus.Running);
        await _engine.Client.TerminateInstanceAsync("child");

        OrchestrationMetadata end = await _engine.EndAsync(id);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", end.FailureDetails!.ErrorType);
        Assert.Contains("terminated", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_WhenTheInstanceRuns_LeavesItAndWhenItEnded_LeavesNothing()
    {
        await StartListenerAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
        Assert.Equal(0, (await _engine.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        await _engine.Client.RaiseEventAsync(id, "go", "");
        await _engine.EndAsync(id);

        Assert.Equal(1, (await _engine.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        Assert.Null(await _engine.Client.GetInstanceAsync(id));
        Assert.Equal(0L, Count("orchestration_instances") + Count("orchestration_history") + Count("orchestration_inbox"));
    }

    [Fact]
    public async Task PurgeAll_WhenAFilterIsGiven_DeletesTheEndedOnesItNames()
    {
        await StartListenerAsync();
        await _engine.RunAsync("Empty", id: "old");
        _engine.Time.Pass(TimeSpan.FromDays(10));
        await _engine.RunAsync("Empty", id: "new");
        await _engine.RunAsync("Nowhere", id: "failed");
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("live"), default);

        var before = new PurgeInstancesFilter(CreatedTo: _engine.Time.GetUtcNow().AddDays(-1));
        Assert.Equal(1, (await _engine.Client.PurgeAllInstancesAsync(before)).PurgedInstanceCount);
        var failed = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]);
        Assert.Equal(1, (await _engine.Client.PurgeAllInstancesAsync(failed)).PurgedInstanceCount);
        Assert.Equal(["live", "new"], (await ListAsync(new())).Order());
    }

    [Fact]
    public async Task GetAllInstances_WhenThereAreManyPages_ListsEachOnce()
    {
        await StartListenerAsync();
        for (int i = 0; i < 7; i++)
            await _engine.RunAsync("Empty", i, $"a-{i}");
        await _engine.RunAsync("Nowhere", id: "b-0");

        Assert.Equal(8, (await ListAsync(new() { PageSize = 3 })).Distinct().Count());
        Assert.Equal(["b-0"], await ListAsync(new() { Statuses = [OrchestrationRuntimeStatus.Failed] }));
        Assert.Equal(7, (await ListAsync(new() { InstanceIdPrefix = "a-" })).Count);
        Assert.Empty(await ListAsync(new() { CreatedFrom = _engine.Time.GetUtcNow().AddSeconds(1) }));
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (Page<OrchestrationMetadata> page in _engine.Client.GetAllInstancesAsync(new()
        {
            PageSize =
            4,
            FetchInputsAndOutputs = true
        }).AsPages())
            pages.Add(page);
        Assert.Equal([4, 4], pages.Select(page => page.Values.Count));
        Assert.Equal(3, pages[0].Values[3].ReadInputAs<int>());
        Assert.Throws<InvalidOperationException>(() => _engine.Client.GetInstanceAsync("a-1").Result!.ReadInputAs<int>());
    }

    [Fact]
    public async Task CallSubOrchestrator_WhenTheIdAlreadyRuns_FailsTheCall()
    {
        await StartListenerAsync();
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Listen", null, new StartOrchestrationOptions("child"), default);
        OrchestrationMetadata end = await _engine.RunAsync("Parent");
        Assert.Contains("already running", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private Task<EngineFixture> StartListenerAsync() => _engine
        .Orchestrator("Empty", _ => Task.FromResult<object?>(null))
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "Listen", null, new TaskOptions().WithInstanceId("child")))
        .StartAsync();

    private long Count(string table) => _engine.Database.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM " + table));

    private async Task<List<string>> ListAsync(OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (OrchestrationMetadata one in _engine.Client.GetAllInstancesAsync(query))
            ids.Add(one.InstanceId);
        return ids;
    }

    private Task<OrchestrationMetadata?> StatusIsAsync(string id, OrchestrationRuntimeStatus status) =>
        Wait.UntilAsync(() => _engine.Client.GetInstanceAsync(id), found => found?.RuntimeStatus == status);
}
