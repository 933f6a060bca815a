using System.Diagnostics;
using DataSharing.WorkerHost.Protocol;

namespace DataSharing.WorkerHost;

/// <summary>Calls functions in whichever worker runs.</summary>
internal sealed class Invoker(WorkerSlot slot, Action<WorkerFunction>? invoked)
{
    /// <summary>What a function is given that asks for a client of Durable Functions; known once that side has started.</summary>
    public string? DurableClient { get; set; }

    /// <param name="trigger">What made the function run.</param>
    /// <param name="metadata">What is known beside it, such as a route's values.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="FunctionFailedException">It failed.</exception>
    /// <exception cref="WorkerProcessExitException">The worker ended before it returned.</exception>
    public async Task<TypedData?> InvokeAsync(
        WorkerFunction function, TypedData trigger, IEnumerable<KeyValuePair<string, string>> metadata) =>
        await InvokeAsync(await slot.ReadyAsync(), Guid.NewGuid().ToString(), function, trigger, metadata);

    public async Task<TypedData?> InvokeAsync(
        ReadyWorker worker, string invocation, WorkerFunction function, TypedData trigger,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var request = new InvocationRequest
        {
            InvocationId = invocation,
            FunctionId = function.Metadata.FunctionId,
            InputData = { new ParameterBinding { Name = function.TriggerName, Data = trigger } },
            TraceContext = new RpcTraceContext
            {
                TraceParent = Activity.Current?.Id ?? "",
                TraceState = Activity.Current?.TraceStateString ?? "",
            },
        };
        if (function.DurableClient is { } client)
            request.InputData.Add(new ParameterBinding { Name = client, Data = new TypedData { String = DurableClient } });
        foreach ((string name, string value) in metadata)
            request.TriggerMetadata[name] = new TypedData { String = value };
        var message = new StreamingMessage { RequestId = invocation, InvocationRequest = request };
        InvocationResponse answer = (await worker.Connection.AskAsync(message, () => invoked?.Invoke(function))).InvocationResponse;
        return answer.Result.Status == StatusResult.Types.Status.Success
            ? answer.ReturnValue
            : throw new FunctionFailedException(
                answer.Result.Status.ToString(), answer.Result.Exception?.Message ?? "", answer.Result.Exception?.StackTrace ?? "");
    }

    /// <summary>Tells the worker that nobody waits for this any more.</summary>
    public static void Cancel(ReadyWorker worker, string invocation) =>
        worker.Connection.Tell(
            new StreamingMessage
            {
                RequestId = Guid.NewGuid().ToString(),
                InvocationCancel = new InvocationCancel { InvocationId = invocation },
            });
}
