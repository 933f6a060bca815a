using System.Linq.Expressions;
using System.Reflection;
using DataSharing.Embedded.Installation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>Bindings that every trigger's kind but the orchestrator's shares.</summary>
internal static class CommonBindings
{
    public static Expression? Bind(ParameterInfo parameter, ParameterExpression invocation)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
            return Expression.Property(invocation, nameof(Invocation.Cancellation));
        return parameter.ParameterType == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute))
            ? Expression.Property(invocation, nameof(Invocation.Client))
            : null;
    }

    /// <exception cref="StartRefusedException">The trigger's attribute sits on a parameter of another type.</exception>
    public static Expression Trigger(FunctionMethod function, Expression value) =>
        function.TriggerParameter.ParameterType == value.Type
            ? value
            : throw new StartRefusedException(
                function.Problem(function.TriggerParameter, $"must be {FunctionMethod.TypeName(value.Type)} to carry its trigger"));
}
