using System.Linq.Expressions;
using System.Reflection;
using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>Says how a parameter gets its value from the <see cref="Invocation"/>; null: this trigger's kind cannot bind it.</summary>
internal delegate Expression? ParameterBinding(ParameterInfo parameter, ParameterExpression invocation);

/// <summary>Compiles a function to one delegate, so that no reflection is left on a request's path.</summary>
internal static class InvokerCompiler
{
    /// <exception cref="StartRefusedException">A parameter cannot be bound or the class cannot be created; the message names
    /// it.</exception>
    public static Invoker Compile(FunctionMethod function, IServiceProviderIsService services, ParameterBinding bind)
    {
        ParameterExpression invocation = Expression.Parameter(typeof(Invocation), "invocation");
        IEnumerable<Expression> arguments = function.Method.GetParameters().Select(parameter =>
            bind(parameter, invocation) is { } value
                ? value.Type == parameter.ParameterType ? value : Expression.Convert(value, parameter.ParameterType)
                : throw new StartRefusedException(function.Problem(parameter, "cannot be bound")));
        MethodCallExpression call = Expression.Call(Instance(function, services, invocation), function.Method, [.. arguments]);
        return Expression.Lambda<Invoker>(AsTask(call), invocation).Compile();
    }

    private static UnaryExpression? Instance(FunctionMethod function, IServiceProviderIsService services, ParameterExpression invocation)
    {
        if (function.Method.IsStatic)
            return null;
        Type type = function.Method.ReflectedType!;
        ConstructorInfo[] constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw new StartRefusedException(function.Problem($"its class has {constructors.Length} public constructors instead of one"));
        foreach (ParameterInfo parameter in constructors[0].GetParameters())
        {
            if (!parameter.HasDefaultValue && !services.IsService(parameter.ParameterType))
                throw new StartRefusedException(
                    function.Problem(
                        $"its constructor's parameter '{parameter.Name}' of type {FunctionMethod.TypeName(parameter.ParameterType)} is "
                            + "no registered service"));
        }

        ObjectFactory factory = ActivatorUtilities.CreateFactory(type, []);
        return Expression.Convert(
            Expression.Invoke(
                Expression.Constant(factory), Expression.Property(invocation, nameof(Invocation.Services)),
                Expression.Constant(null, typeof(object[]))),
            type);
    }

    private static Expression AsTask(MethodCallExpression call)
    {
        Type type = call.Type;
        if (type == typeof(void))
            return Expression.Block(call, Expression.Constant(Task.FromResult<object?>(null)));
        if (type == typeof(Task))
            return Expression.Call(typeof(InvokerCompiler), nameof(Finish), null, call);
        if (type == typeof(ValueTask))
            return Expression.Call(typeof(InvokerCompiler), nameof(Finish), null, Expression.Call(call, nameof(ValueTask.AsTask), null));
        if (!type.IsGenericType)
            return Boxed(call);
        if (type.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(typeof(InvokerCompiler), nameof(FinishWith), type.GetGenericArguments(), call);
        return type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            ? Expression.Call(
                typeof(InvokerCompiler), nameof(FinishWith), type.GetGenericArguments(),
                Expression.Call(call, nameof(ValueTask.AsTask), null))
            : Boxed(call);
    }

    private static MethodCallExpression Boxed(MethodCallExpression call) =>
        Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));

    // Plain awaits: an orchestrator's continuation must stay on the engine's own scheduling, so no ConfigureAwait(false).
    private static async Task<object?> Finish(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FinishWith<T>(Task<T> task) => await task;
}
