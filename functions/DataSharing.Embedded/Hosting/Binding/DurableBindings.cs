using System.Linq.Expressions;
using System.Reflection;
using DataSharing.Embedded.Installation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>Compiles orchestrators and activities.</summary>
internal static class DurableBindings
{
    /// <summary>The context, and at most one more parameter: the instance's input.</summary>
    public static Invoker Orchestrator(FunctionMethod function, IServiceProviderIsService services)
    {
        List<ParameterInfo> inputs = Inputs(function);
        if (inputs.Count > 1)
            throw new StartRefusedException(function.Problem(
                inputs[1], "cannot be bound: an orchestrator takes its context and one input"));
        return InvokerCompiler.Compile(function, services, (parameter, invocation) =>
        {
            MemberExpression context = Expression.Property(invocation, nameof(Invocation.Orchestration));
            if (function.IsTrigger(parameter))
                return CommonBindings.Trigger(function, context);
            // A client or a token in an orchestrator would be a way round the replay.
            return parameter.ParameterType == typeof(CancellationToken) || parameter.IsDefined(typeof(DurableClientAttribute))
                ? null
                : Expression.Call(context, nameof(TaskOrchestrationContext.GetInput), [parameter.ParameterType]);
        });
    }

    /// <summary>What an orchestrator's input is read as.</summary>
    public static Type InputOf(FunctionMethod function) => Inputs(function) is [var input, ..] ? input.ParameterType : typeof(object);

    private static List<ParameterInfo> Inputs(FunctionMethod function) =>
        [.. function.Method.GetParameters().Where(parameter => !function.IsTrigger(parameter))];

    /// <summary>The input of any serialisable type, and the bindings every function has.</summary>
    public static Invoker Activity(FunctionMethod function, IServiceProviderIsService services) =>
        InvokerCompiler.Compile(function, services, (parameter, invocation) => function.IsTrigger(parameter)
            ? Expression.Call(
                typeof(DurableBindings), nameof(Input), [parameter.ParameterType],
                Expression.Property(invocation, nameof(Invocation.Input)))
            : CommonBindings.Bind(parameter, invocation));

    /// <summary>The name the engine knows the function by.</summary>
    public static string TaskName(FunctionMethod function) => function.Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { } name } => name,
        ActivityTriggerAttribute { Activity: { } name } => name,
        _ => function.Name,
    };

    private static T? Input<T>(Func<Type, object?> read) => read(typeof(T)) is T input ? input : default;
}
