using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Support;

/// <summary>An engine that fails, or never answers.</summary>
internal sealed class BrokenEngine() : DurableTaskClient("broken")
{
    public bool Hangs { get; init; }

    private static Exception Fault => new IOException("the engine does not answer");

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        throw Fault;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw Fault;

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Fault;

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Fault;

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw Fault;

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw Fault;

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Fault;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw Fault;

    public override ValueTask DisposeAsync() => default;
}
