using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Moq;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>Calls of a function in the worker, as its middlewares see them.</summary>
internal static class FunctionCalls
{
    /// <summary>By a trigger other than HTTP.</summary>
    public static FunctionContext Of(string name, string trigger, CancellationToken cancellation = default)
    {
        BindingMetadata input = Mock.Of<BindingMetadata>(
            one => one.Name == "input" && one.Type == trigger && one.Direction == BindingDirection.In);
        FunctionDefinition function = Definition(name, ImmutableDictionary<string, BindingMetadata>.Empty.Add("input", input));
        return Mock.Of<FunctionContext>(call =>
            call.FunctionDefinition == function && call.CancellationToken == cancellation && call.InvocationId == "invocation-1"
                && call.Items == new Dictionary<object, object>());
    }

    /// <summary>By a request.</summary>
    public static FunctionContext Of(HttpContext http, string name)
    {
        FunctionDefinition function = Definition(name, ImmutableDictionary<string, BindingMetadata>.Empty);
        var items = new Dictionary<object, object> { ["HttpRequestContext"] = http };
        var features = new Features();
        return Mock.Of<FunctionContext>(call =>
            call.FunctionDefinition == function && call.InstanceServices == http.RequestServices && call.Items == items
                && call.InvocationId == "invocation-1"
                && call.Features == features);
    }

    private static FunctionDefinition Definition(string name, ImmutableDictionary<string, BindingMetadata> inputs) =>
        Mock.Of<FunctionDefinition>(one =>
            one.Id == name && one.Name == name && one.InputBindings == inputs
                && one.OutputBindings == ImmutableDictionary<string, BindingMetadata>.Empty);

    private sealed class Features : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public Features()
        {
            // The SDK keeps the type to itself; its extension methods read it.
            Type bindings = typeof(FunctionContext).Assembly.GetType(
                "Microsoft.Azure.Functions.Worker.Context.Features.IFunctionBindingsFeature", throwOnError: true)!;
            _features[bindings] = typeof(DispatchProxy)
                .GetMethod(nameof(DispatchProxy.Create), 2, [])!.MakeGenericMethod(bindings, typeof(PropertyBag)).Invoke(null, null)!;
        }

        public T? Get<T>() => _features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

#pragma warning disable CA1852 // the proxy derives from it
    /// <summary>Remembers what its properties are set to.</summary>
    public class PropertyBag : DispatchProxy
#pragma warning restore CA1852
    {
        private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            string property = targetMethod!.Name[4..];
            if (targetMethod.Name.StartsWith("set_", StringComparison.Ordinal))
                _values[property] = args![0];
            return _values.GetValueOrDefault(property);
        }
    }
}
