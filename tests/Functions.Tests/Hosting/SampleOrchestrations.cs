using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Hosting;

public sealed class SampleOrchestrations(Greeting greeting)
{
    [Function("StartCount")]
    public static async Task<IResult> StartCount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "counts/{upTo:int}")] HttpRequest request, int upTo,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Count), new CountInput(upTo), cancellation: cancellation);
        OrchestrationMetadata ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation);
        return Results.Text(ended.ReadOutputAs<string>());
    }

    [Function(nameof(Count))]
    public static async Task<string> Count([OrchestrationTrigger] TaskOrchestrationContext context, CountInput input)
    {
        int sum = 0;
        for (int i = 1; i <= input.UpTo; i++)
            sum = await context.CallActivityAsync<int>("Sum", new SumInput(sum, i));
        return sum.ToString(CultureInfo.InvariantCulture);
    }

    [Function("SumActivity")]
    public async Task<int> Add([ActivityTrigger(Activity = "Sum")] SumInput input, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return input.Left + input.Right + greeting.Word.Length - "Good day".Length;
    }
}

public sealed record CountInput(int UpTo);

public sealed record SumInput(int Left, int Right);
