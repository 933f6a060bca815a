using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Durable;

public abstract partial class EngineContract
{
    [Fact]
    public async Task Failure_OfAnActivity_TellsTypeAndMessageThroughEveryLevel()
    {
        Engine.Activity<object>("Break", _ => throw new FormatException("bad form"));
        Engine.Orchestrator<object>("Child", async context => await context.CallActivityAsync<string>("Break"));
        Engine.Orchestrator<object>("Catch", async context =>
        {
            try
            {
                await context.CallActivityAsync("Break");
                return null;
            }
            catch (TaskFailedException failure)
            {
                return $"{failure.Message}|{failure.FailureDetails.ErrorType}|{failure.FailureDetails.IsCausedBy<SystemException>()}";
            }
        });
        Engine.Orchestrator<object>("Parent", async context => await context.CallSubOrchestratorAsync<string>("Child"));
        Assert.Equal(
            "Task 'Break' (#0) failed with an unhandled exception: bad form|System.FormatException|True",
            (await RunAsync("Catch")).ReadOutputAs<string>());
        OrchestrationMetadata end = await RunAsync("Parent", started: true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", end.FailureDetails!.ErrorType);
        Assert.Contains("'Child' (#0) failed", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("bad form", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_ByPolicyAndByHandler_EndWithSuccessOrTheLastFailure()
    {
        int flaky = 0, broken = 0;
        Engine.Activity<object>("Flaky", _ => Interlocked.Increment(ref flaky) < 3 ? throw new IOException("busy") : flaky);
        Engine.Activity<object>("Broken", _ => throw new IOException($"gone {Interlocked.Increment(ref broken)}"));
        Engine.Orchestrator<object>("Policy", async context => await context.CallActivityAsync<int>(
            "Flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1)))));
        Engine.Orchestrator<object>("Handler", async context => await context.CallActivityAsync<int>("Broken", options: new TaskOptions(
            TaskRetryOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 4))));
        Assert.Equal(3, (await RunAsync("Policy")).ReadOutputAs<int>());
        OrchestrationMetadata end = await RunAsync("Handler", started: true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(4, broken);
    }

    [Fact]
    public async Task UnknownActivity_FailsItsCaller()
    {
        Engine.Orchestrator<object>("Ask", async context => await context.CallActivityAsync<string>("Nowhere"));
        OrchestrationMetadata end = await RunAsync("Ask");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("Nowhere", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownOrchestrator_FailsNamingIt()
    {
        Engine.Orchestrator<object>("Known", _ => Task.FromResult<object?>(null));
        OrchestrationMetadata end = await RunAsync("Nowhere");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("Nowhere", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}
