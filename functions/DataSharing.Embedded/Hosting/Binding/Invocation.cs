using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>What one call of a function can be given. Only the members of its trigger's kind are set.</summary>
internal sealed record Invocation(IServiceProvider Services, CancellationToken Cancellation)
{
    public HttpContext? Http { get; init; }

    public TimerInfo? Timer { get; init; }

    public TaskOrchestrationContext? Orchestration { get; init; }

    /// <summary>Reads an activity's input as the type of its parameter.</summary>
    public Func<Type, object?>? Input { get; init; }

    public DurableTaskClient? Client { get; init; }
}

/// <summary>Binds, creates the instance, calls, and unwraps the task. Compiled once a function.</summary>
internal delegate Task<object?> Invoker(Invocation invocation);
