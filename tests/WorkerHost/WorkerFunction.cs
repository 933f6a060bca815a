using System.Text.Json;
using DataSharing.WorkerHost.Protocol;

namespace DataSharing.WorkerHost;

/// <summary>A function as its worker announced it.</summary>
public sealed class WorkerFunction
{
    private readonly JsonElement[] _bindings;

    internal WorkerFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        _bindings = [.. metadata.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement)];
        Trigger = _bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    }

    public string Name => Metadata.Name;

    /// <summary>Type and method, such as <c>Namespace.Type.Method</c>.</summary>
    public string EntryPoint => Metadata.EntryPoint;

    /// <summary>Such as <c>httpTrigger</c>.</summary>
    public string TriggerType => TypeOf(Trigger);

    /// <summary>What the worker calls the trigger's value.</summary>
    public string TriggerName => NameOf(Trigger);

    /// <summary>The trigger's binding, whole.</summary>
    public JsonElement Trigger { get; }

    /// <summary>Every binding: its direction, type and name.</summary>
    public IReadOnlyList<(string Direction, string Type, string Name)> Bindings =>
        [.. _bindings.Select(binding => (binding.GetProperty("direction").GetString()!, TypeOf(binding), NameOf(binding)))];

    /// <summary>What the worker calls the client of Durable Functions that it wants; null if it wants none.</summary>
    public string? DurableClient => _bindings.Where(binding => TypeOf(binding) == "durableClient").Select(NameOf).SingleOrDefault();

    internal RpcFunctionMetadata Metadata { get; }

    private static string TypeOf(JsonElement binding) => binding.GetProperty("type").GetString()!;

    private static string NameOf(JsonElement binding) => binding.GetProperty("name").GetString()!;
}
