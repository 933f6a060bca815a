using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>One call of a function in the worker, as its middlewares see it.</summary>
internal sealed class WorkerCall : FunctionContext, IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = [];

    public WorkerCall(HttpContext http, string function)
    {
        Items = new Dictionary<object, object> { ["HttpRequestContext"] = http };
        InstanceServices = http.RequestServices;
        FunctionDefinition = new Definition(function);
        // The SDK keeps the type to itself; its extension methods read it.
        Type bindings = typeof(FunctionContext).Assembly.GetType(
            "Microsoft.Azure.Functions.Worker.Context.Features.IFunctionBindingsFeature", throwOnError: true)!;
        _features[bindings] = typeof(DispatchProxy)
            .GetMethod(nameof(DispatchProxy.Create), 2, [])!.MakeGenericMethod(bindings, typeof(PropertyBag)).Invoke(null, null)!;
    }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();
    public override string FunctionId => FunctionDefinition.Name;
    public override TraceContext TraceContext => throw new NotSupportedException();
    public override BindingContext BindingContext => throw new NotSupportedException();
    public override RetryContext RetryContext => throw new NotSupportedException();
    public override IServiceProvider InstanceServices { get; set; }
    public override FunctionDefinition FunctionDefinition { get; }
    public override IDictionary<object, object> Items { get; set; }
    public override IInvocationFeatures Features => this;

    public T? Get<T>() => _features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

    public void Set<T>(T instance) => _features[typeof(T)] = instance!;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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

    private sealed class Definition(string name) : FunctionDefinition
    {
        public override string PathToAssembly => "";
        public override string EntryPoint => "";
        public override string Id => name;
        public override string Name => name;
        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
            ImmutableDictionary<string, BindingMetadata>.Empty;
        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => InputBindings;
        public override ImmutableArray<FunctionParameter> Parameters => [];
    }
}
