using System.Collections.Concurrent;
using System.Diagnostics;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Telemetry;

/// <summary>A trace goes from the trigger into the orchestration and its activities.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Trace_WhenATriggerStartsAnOrchestration_GoesOnInItAndItsActivities()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Signals.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using (RunningHost host = await RunningHost.StartAsync(functions: typeof(TracedFunctions)))
            Assert.Equal((200, ""), await host.SendAsync(HttpMethod.Post, "/traced"));

        Activity trigger = Assert.Single(spans, span => span.OperationName == "TracedTrigger");
        Activity[] whole = [.. spans.Where(span => span.TraceId == trigger.TraceId)];
        Assert.Equal(
            ["Traced", "TracedStep", "TracedStep", "TracedTrigger"],
            whole.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(whole.Where(span => span != trigger), span => Assert.Equal(trigger.SpanId, span.ParentSpanId));
        Assert.All(whole, span => Assert.Empty(span.Tags));
    }
}

public static class TracedFunctions
{
    [Function("StartTraced")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "traced")] HttpRequest request, [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        string id;
        using (Signals.Operation("TracedTrigger"))
            id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Traced), cancellation: cancellation);
        await client.WaitForInstanceCompletionAsync(id, cancellation: cancellation);
        return Results.Ok();
    }

    [Function(nameof(Traced))]
    public static async Task Traced([OrchestrationTrigger] Microsoft.DurableTask.TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>(nameof(TracedStep), 1);
        await context.CallActivityAsync<int>(nameof(TracedStep), 2);
    }

    [Function(nameof(TracedStep))]
    public static int TracedStep([ActivityTrigger] int step) => step;
}
