using System.Text.Json.Nodes;

namespace DataSharing.Functions.OpenApi;

/// <summary>One right body of each kind, kept in <c>examples.json</c>. Every name in them is invented.</summary>
public static class BodyExamples
{
    private static readonly Lazy<JsonObject> All = new(() =>
    {
        using Stream file = typeof(BodyExamples).Assembly.GetManifestResourceStream(typeof(BodyExamples), "examples.json")!;
        return JsonNode.Parse(file)!.AsObject();
    });

    /// <summary>The example, a copy; null when there is none.</summary>
    public static JsonNode? Of(Type body) => All.Value[body.Name]?.DeepClone();
}
