using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting;

/// <summary>What the host needs of a durable engine. Functions are added before the start.</summary>
internal interface IDurableRuntime
{
    DurableTaskClient Client { get; }

    void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run);

    /// <param name="run">Gets a reader of the input as the asked-for type.</param>
    void AddActivity(string name, Func<Func<Type, object?>, CancellationToken, Task<object?>> run);

    Task StartAsync(CancellationToken cancellation);

    Task StopAsync(CancellationToken cancellation);
}
