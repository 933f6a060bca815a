using System.Diagnostics;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Hosting.Binding;
using DataSharing.Embedded.Hosting.Http;
using DataSharing.Embedded.Hosting.Timers;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting;

/// <summary>The functions of some assemblies, bound and compiled.</summary>
internal sealed record FunctionHost(
    IReadOnlyList<Endpoint> Endpoints, IReadOnlyList<TimerFunction> Timers,
    IReadOnlyList<(string Name, Type Input, Invoker Run)> Orchestrators, IReadOnlyList<(string Name, Invoker Run)> Activities)
{
    /// <exception cref="StartRefusedException">Lists everything about every function that keeps it from being hosted.</exception>
    public static FunctionHost Bind(IEnumerable<Type> types, IServiceProvider services, HostJson hostJson, DurableTaskClient client)
    {
        IReadOnlyList<FunctionMethod> functions = FunctionMethod.Find(types);
        IServiceProviderIsService known = services.GetRequiredService<IServiceProviderIsService>();
        var problems = new List<string>();
        IReadOnlyList<Endpoint> http = Try(() => new HttpRoutes(services, hostJson.RoutePrefix, client).Map(Of<HttpTriggerAttribute>()))
            ?? [];
        List<TimerFunction> timers = Each<TimerTriggerAttribute, TimerFunction>(function =>
            TimerBindings.Compile(function, services, client));
        List<(string Name, Type Input, Invoker Run)> orchestrators =
            Each<OrchestrationTriggerAttribute, (string Name, Type Input, Invoker Run)>(
            function =>
                (DurableBindings.TaskName(function), DurableBindings.InputOf(function), DurableBindings.Orchestrator(function, known)));
        List<(string Name, Invoker Run)> activities = Each<ActivityTriggerAttribute, (string Name, Invoker Run)>(function =>
            (DurableBindings.TaskName(function), DurableBindings.Activity(function, known)));
        AddTwins(orchestrators.Select(one => one.Name), "orchestrators");
        AddTwins(activities.Select(one => one.Name), "activities");
        return problems.Count == 0
            ? new FunctionHost(http, timers, orchestrators, activities)
            : throw new StartRefusedException("some functions cannot be hosted:", problems);

        IEnumerable<FunctionMethod> Of<T>() => functions.Where(function => function.Trigger is T);

        List<TBound> Each<TTrigger, TBound>(Func<FunctionMethod, TBound> bind)
        {
            var bound = new List<TBound>();
            foreach (FunctionMethod function in Of<TTrigger>())
                Try(() =>
                {
                    bound.Add(bind(function));
                    return bound;
                });
            return bound;
        }

        T? Try<T>(Func<T> bind) where T : class
        {
            try
            {
                return bind();
            }
            catch (StartRefusedException refused)
            {
                problems.AddRange(refused.Reasons);
                return null;
            }
        }

        void AddTwins(IEnumerable<string> names, string kind) =>
            problems.AddRange(names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
                .Select(group => $"{group.Count()} {kind} are named '{group.Key}'"));
    }

    // One span a whole orchestration, written when it ends: each turn before that is a replay of the same process.
    private static async Task<object?> InSpanAsync(DurableEngine durable, TaskOrchestrationContext context, Task<object?> run)
    {
        try
        {
            return await run;
        }
        finally
        {
            if (!context.IsReplaying)
                StartSpan(durable, context.Name, context.InstanceId)?.Dispose();
        }
    }

    private static Activity? StartSpan(DurableEngine durable, string name, string instance) =>
        Signals.Source.HasListeners()
            ? Signals.Source.StartActivity(name, ActivityKind.Internal, TraceTag.Read(durable.TagsOf(instance)))
            : null;

    /// <summary>Gives the engine its orchestrators and activities.</summary>
    public void AddTo(DurableEngine durable, IServiceProvider services)
    {
        foreach ((string name, Type? input, Invoker? run) in Orchestrators)
        {
            // No scope: an instance may wait for weeks, or be dropped from memory half-way, and nobody would end the scope.
            durable.AddOrchestrator(
                name, input,
                context => InSpanAsync(
                    durable, context, run(new Invocation(services, CancellationToken.None) { Orchestration = context })));
        }

        foreach ((string name, Invoker? run) in Activities)
        {
            durable.AddActivity(name, async (call, stop) =>
            {
                await using AsyncServiceScope scope = services.CreateAsyncScope();
                using Activity? span = StartSpan(durable, name, call.InstanceId);
                return await run(new Invocation(scope.ServiceProvider, stop) { Input = call.GetInput, Client = durable.Client });
            });
        }
    }
}
