using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting;

/// <summary>Stands where no engine is wired: it refuses what would need one, at the start and not at the first request.</summary>
internal sealed class NoDurableRuntime : IDurableRuntime
{
    public DurableTaskClient Client => throw new InvalidOperationException("this host has no durable engine");

    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) => Refuse(name);

    public void AddActivity(string name, Func<Func<Type, object?>, CancellationToken, Task<object?>> run) => Refuse(name);

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    private static void Refuse(string name) => throw new StartRefusedException($"function '{name}' needs a durable engine, and this host has none");
}
