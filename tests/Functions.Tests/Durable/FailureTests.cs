using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

public sealed class FailureTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task CallActivity_WhenItThrows_SurfacesAsTaskFailedException()
    {
        await _engine.Activity("Break", _ => throw new FormatException("bad form")).Orchestrator("Catch", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime, default);
            try
            {
                await context.CallActivityAsync("Break");
                return null;
            }
            catch (TaskFailedException failure)
            {
                return $"{failure.Message}|{failure.FailureDetails.ErrorType}|{failure.FailureDetails.IsCausedBy<SystemException>()}";
            }
        }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Catch");
        await _engine.TimersAsync(1);
        _engine.Time.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(
            "Task 'Break' (#1) failed with an unhandled exception: bad form|System.FormatException|True",
            (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_WhenItFails_SurfacesAndFailsTheParent()
    {
        await _engine.Activity("Break", _ => throw new FormatException("bad form"))
            .Orchestrator("Child", async context => await context.CallActivityAsync<string>("Break"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Child"))
            .StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Parent");

        const string inner = "Task 'Break' (#0) failed with an unhandled exception: bad form";
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal($"Task 'Child' (#0) failed with an unhandled exception: {inner}", end.FailureDetails!.ErrorMessage);
        Assert.Equal(inner, end.FailureDetails.InnerFailure!.ErrorMessage);
        Assert.Equal("System.FormatException", end.FailureDetails.InnerFailure.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task CallActivity_WhenItIsUnknown_FailsNamingIt()
    {
        await _engine.Orchestrator("Ask", async context => await context.CallActivityAsync<string>("Nowhere")).StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Ask");
        Assert.Contains("no activity named 'Nowhere' is registered", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailureMessage_WhenSet_KeepsTheMessageOutOfEveryTable()
    {
        _engine.Options = new() { FailureMessage = exception => exception.GetType().Name };
        await _engine.Activity("Leak", _ => throw new FormatException("Jane Roe"))
            .Orchestrator("Leaks", async context => await context.CallActivityAsync<string>("Leak")).StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Leaks", id: "leaks");

        Assert.Contains("FormatException", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", string.Concat(_engine.History("leaks")) + end.FailureDetails, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallActivity_WhenARetryPolicyIsGiven_TriesAgainAfterGrowingPauses()
    {
        int attempts = 0;
        var policy = new RetryPolicy(3, TimeSpan.FromMinutes(1), 2);
        await _engine.Activity("Flaky", _ => Interlocked.Increment(ref attempts) < 3 ? throw new IOException("busy") : attempts)
            .Orchestrator("Retry", async context =>
            {
                DateTime began = context.CurrentUtcDateTime;
                int tries = await context.CallActivityAsync<int>("Flaky", options: TaskOptions.FromRetryPolicy(policy));
                return $"{tries} after {context.CurrentUtcDateTime - began}";
            }).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Retry");
        await _engine.TimersAsync(1);
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        await _engine.TimersAsync(2);
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, Volatile.Read(ref attempts));
        _engine.Time.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal("3 after 00:03:00", (await _engine.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallActivity_WhenARetryHandlerSaysNo_GivesUp()
    {
        int attempts = 0;
        RetryHandler handler = retry => retry.LastAttemptNumber < 4 && retry.LastFailure.IsCausedBy<IOException>();
        await _engine.Activity("Broken", _ =>
            {
                attempts++;
                throw new IOException("gone");
            })
            .Orchestrator("Handler", async context =>
                await context.CallActivityAsync<string>("Broken", null, new TaskOptions(handler))).StartAsync();
        OrchestrationMetadata end = await _engine.RunAsync("Handler");
        Assert.Equal(4, attempts);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
    }

    [Fact]
    public async Task CallActivity_WhenTheRetryTimeoutHasPassed_GivesUp()
    {
        var policy = new RetryPolicy(100, TimeSpan.FromMinutes(1), 1, null, TimeSpan.FromSeconds(90));
        int attempts = 0;
        await _engine.Activity("Broken", _ =>
            {
                attempts++;
                throw new IOException("gone");
            })
            .Orchestrator("Late", async context =>
                await context.CallActivityAsync<string>("Broken", null, TaskOptions.FromRetryPolicy(policy))).StartAsync();
        string id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Late");
        await _engine.TimersAsync(1);
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        await _engine.TimersAsync(2);
        _engine.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await _engine.EndAsync(id)).RuntimeStatus);
        Assert.Equal(3, attempts);
    }
}
