using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>Headers of answers: those of every answer as components, and those of some.</summary>
internal static class AnswerHeaders
{
    private static readonly string[] Allowances = ["RateLimit-Policy", "RateLimit"];

    private static readonly string[] Endings = ["Deprecation", "Sunset"];

    public static void AddComponents(OpenApiDocument document, IEnumerable<ApiOperation> operations)
    {
        document.AddComponent<IOpenApiHeader>(CallId.Header, Header(
            "Tell it to the operator, who finds this call by it: the trace id of the traceparent that was sent, or a new one.",
            JsonSchemaType.String));
        document.AddComponent<IOpenApiHeader>(Allowances[0], Header(
            "The allowance that this operation shares with others of its kind: q calls at once, as many come back in w seconds.",
            JsonSchemaType.String));
        document.AddComponent<IOpenApiHeader>(Allowances[1], Header(
            "What is left of it: r calls now, all of them after t seconds. Left out where the call was refused before it was counted.",
            JsonSchemaType.String));
        if (operations.All(operation => operation.Ends is null))
            return;
        document.AddComponent<IOpenApiHeader>(Endings[0], Header(
            "Since when it is announced that the operation ends: a date of RFC 9651, as RFC 9745 has it.", JsonSchemaType.String));
        document.AddComponent<IOpenApiHeader>(Endings[1], Header(
            "When it ends: a date of HTTP, as RFC 8594 has it.", JsonSchemaType.String));
    }

    /// <summary>Those that every answer of the operation has.</summary>
    public static Dictionary<string, IOpenApiHeader> Of(ApiOperation operation, OpenApiDocument document) =>
        ((string[])[CallId.Header, .. operation.Stops ? [] : Allowances, .. operation.Ends is null ? [] : Endings]).ToDictionary(
            name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document), StringComparer.Ordinal);

    public static OpenApiHeader Header(string meaning, JsonSchemaType type) =>
        new() { Description = meaning, Schema = new OpenApiSchema { Type = type } };
}
