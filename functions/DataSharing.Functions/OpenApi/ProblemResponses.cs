using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>Answers that refuse: which problem types an operation can answer with, by status. Source: RFC 9457.</summary>
internal static class ProblemResponses
{
    private const string Problem = "Problem";

    public static void AddComponents(OpenApiDocument document, SchemaCatalogue schemas, IEnumerable<ApiOperation> operations)
    {
        foreach (ProblemType problem in operations.SelectMany(OperationProblems.ByStatus).SelectMany(status => status).Distinct())
            document.AddComponent<IOpenApiExample>(
                problem.Slug, new OpenApiExample
                {
                    Summary = problem.Title,
                    Description = ProblemTexts.Of(problem).Remedy,
                    Value = Example(problem),
                });
        document.AddComponent("ProblemItem", schemas.Parse(JsonNode.Parse("""
            {"type":"object","description":"One defect among several.","required":["pointer","detail"],"properties":{
              "pointer":{"type":"string","description":"JSON Pointer (RFC 6901) into the body."},
              "detail":{"type":"string","description":"What is wrong, in a sentence; never the value."},
              "reason":{"type":"string","description":"The reason kind, where it has one."},
              "rule":{"type":"string","description":"Id of the rule, where it has one."}}}
            """)!));
        document.AddComponent(Problem, schemas.Parse(JsonNode.Parse("""
            {"type":"object","description":"Problem details as RFC 9457 defines them.","required":["type","title","status","detail"],
             "properties":{
              "type":{"type":"string","format":"uri",
                "description":"Of which type it is. The examples show those of the answer; who does not know one goes by the status."},
              "title":{"type":"string","description":"The same for every problem of the type."},
              "status":{"type":"integer","description":"The HTTP status again."},
              "detail":{"type":"string","description":"What is wrong here, in a sentence; never the value."},
              "pointer":{"type":"string","description":"JSON Pointer into the body, or the name of a header, query or route parameter."},
              "errors":{"type":"array","description":"All that is wrong, where it is more than one.",
                "items":{"$ref":"#/components/schemas/ProblemItem"}}}}
            """)!));
    }

    public static OpenApiResponse Of(ApiOperation operation, IGrouping<int, ProblemType> status, OpenApiDocument document) => new()
    {
        Description = string.Join("; ", status.Select(problem => $"{problem.Slug}: {problem.Title}")) + ".",
        Headers = Headers(AnswerHeaders.Of(operation, document), status.Key),
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            ["application/problem+json"] = new OpenApiMediaType
            {
                // One schema for all, so that generators make one class; the examples say which problems there are, one each.
                Schema = new OpenApiSchemaReference(Problem, document),
                Examples = status.ToDictionary(
                    problem => problem.Slug, IOpenApiExample (problem) => new OpenApiExampleReference(problem.Slug, document)),
            },
        },
    };

    private static Dictionary<string, IOpenApiHeader> Headers(Dictionary<string, IOpenApiHeader> headers, int status)
    {
        headers["Link"] = AnswerHeaders.Header(
            "Where the page about the problem's type is, with the relation help (RFC 8288).", JsonSchemaType.String);
        if (status == StatusCodes.Status401Unauthorized)
            headers["WWW-Authenticate"] = AnswerHeaders.Header("The scheme of the token that is asked for.", JsonSchemaType.String);
        if (status is StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            headers["Retry-After"] = AnswerHeaders.Header(
                "Seconds to wait before the same request may succeed; left out where waiting helps nothing.", JsonSchemaType.Integer);
        return headers;
    }

    private static JsonObject Example(ProblemType problem) => new()
    {
        ["type"] = problem.Uri,
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["detail"] = char.ToLowerInvariant(problem.Title[0]) + problem.Title[1..],
    };
}
