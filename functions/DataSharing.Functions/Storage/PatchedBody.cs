using System.Text.Json.Nodes;

namespace DataSharing.Functions.Storage;

/// <summary>Applies patch steps for stores that cannot do it themselves.</summary>
public static class PatchedBody
{
    /// <summary>
    /// The body after all steps, and its <c>workflowDue</c>. Throws <see cref="InvalidOperationException"/> when a step does
    /// not fit the document: a mistake of the caller, not an outcome.
    /// </summary>
    public static (byte[] Body, DateTimeOffset? Due) Apply(ReadOnlyMemory<byte> body, IReadOnlyList<PatchStep> steps)
    {
        JsonObject root = JsonNode.Parse(body.Span) as JsonObject ?? throw new InvalidOperationException("only an object can be patched");
        foreach (PatchStep step in steps)
            Apply(root, step);
        DateTimeOffset? due = root["workflowDue"]?.GetValue<DateTimeOffset>();
        return (JsonSerializer.SerializeToUtf8Bytes(root, StoreJson.Options), due);
    }

    private static void Apply(JsonObject root, PatchStep step)
    {
        (JsonObject parent, string name) = Find(root, step);
        switch (step.Kind)
        {
            case PatchKind.Set:
                parent[name] = step.Value?.DeepClone();
                break;
            case PatchKind.Append when parent[name] is JsonArray array:
                array.Add(step.Value?.DeepClone());
                break;
            case PatchKind.Increment when !parent.ContainsKey(name):
                parent[name] = step.Value!.GetValue<long>();
                break;
            case PatchKind.Increment when parent[name] is JsonValue number && number.TryGetValue(out long value):
                parent[name] = value + step.Value!.GetValue<long>();
                break;
            case PatchKind.Remove when parent.Remove(name):
                break;
            default:
                throw new InvalidOperationException($"patch step {step} does not fit the document");
        }
    }

    private static (JsonObject Parent, string Name) Find(JsonObject root, PatchStep step)
    {
        string[] names = step.Path.Split('/');
        if (names.Length < 2 || names[0].Length != 0)
            throw new InvalidOperationException($"patch step {step} has no path");
        JsonObject parent = root;
        foreach (string name in names.AsSpan(1, names.Length - 2))
            parent = parent[name] as JsonObject ?? throw new InvalidOperationException($"patch step {step} does not fit the document");
        return (parent, names[^1]);
    }
}
