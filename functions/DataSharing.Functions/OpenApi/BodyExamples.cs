using System.Text.Json.Nodes;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// One right body of each kind, kept in <c>examples.json</c>, and one answer of each operation, kept in <c>answers.json</c>: what a server
/// answered, lists cut after two items. Every name in them is invented.
/// </summary>
public static class BodyExamples
{
    private static readonly Lazy<JsonObject> Bodies = Read("examples.json"), Answers = Read("answers.json");

    /// <summary>The example of a body, a copy; null when there is none.</summary>
    public static JsonNode? Of(Type body) => Bodies.Value[body.Name]?.DeepClone();

    /// <summary>The example of an answer, a copy; null when there is none.</summary>
    public static JsonNode? Of(ApiOperation operation, int status, string media)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{operation.Id} {status}");
        return Answers.Value[media == "application/json" ? name : $"{name} {media}"]?.DeepClone();
    }

    private static Lazy<JsonObject> Read(string name) => new(() =>
    {
        using Stream file = typeof(BodyExamples).Assembly.GetManifestResourceStream(typeof(BodyExamples), name)!;
        return JsonNode.Parse(file)!.AsObject();
    });
}
