using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>Headers of answers: those of every answer as components, and those of some.</summary>
internal static class AnswerHeaders
{
    private static readonly string[] Allowances = ["RateLimit-Policy", "RateLimit"];

    public static void AddComponents(OpenApiDocument document)
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
    }

    /// <summary>Those that every answer of the operation has.</summary>
    public static Dictionary<string, IOpenApiHeader> Of(ApiOperation operation, OpenApiDocument document) =>
        ((string[])[CallId.Header, .. operation.Stops ? [] : Allowances]).ToDictionary(
            name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document), StringComparer.Ordinal);

    public static OpenApiHeader Header(string meaning, JsonSchemaType type) =>
        new() { Description = meaning, Schema = new OpenApiSchema { Type = type } };
}
