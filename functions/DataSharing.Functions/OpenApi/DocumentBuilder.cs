using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.Functions.Auth;
using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// Writes the OpenAPI 3.1 document from the declarations that the pipeline enforces. Source: OpenAPI Specification 3.1.1.
/// </summary>
public static partial class DocumentBuilder
{
    private const string Bearer = "bearer";

    public static OpenApiDocument Build(IReadOnlyList<ApiOperation> operations)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "DataSharing",
                Version = "1",
                Description = "Consent-governed sharing of information between agencies that help survivors of human trafficking.",
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Servers = [new OpenApiServer { Url = "/" }],
            Paths = [],
        };
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description =
                "An access token of the configured issuer. The agency follows from its tenant and application; roles are app roles. An "
                    + $"application without a signed-in person sends {BearerAuthenticator.ActingPersonHeader}, and is never the second "
                    + "person of an act that needs two.",
        });
        var schemas = new SchemaCatalogue(document, operations.Select(operation => operation.Body).OfType<Type>().ToHashSet());
        document.AddComponent("Problem", schemas.Parse(JsonNode.Parse("""
            {"type":"object","description":"RFC 9457 problem details.","required":["type","title","status","detail"],"properties":{
              "type":{"type":"string","format":"uri"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},
              "pointer":{"type":"string","description":"JSON Pointer into the body, or the name of a header, query or route parameter."},
              "errors":{"type":"array","items":{"type":"object","required":["pointer","detail"],"properties":{
                "pointer":{"type":"string"},"detail":{"type":"string"},"reason":{"type":"string"},"rule":{"type":"string"}}}}}}
            """)!));
        foreach (IGrouping<string, ApiOperation> path in operations.GroupBy(operation => operation.Route))
        {
            document.Paths["/" + path.Key] = new OpenApiPathItem
            {
                Operations = path.ToDictionary(
                    operation => HttpMethod.Parse(operation.Method), operation => Describe(operation, schemas, document)),
            };
        }

        return document;
    }

    private static OpenApiOperation Describe(ApiOperation operation, SchemaCatalogue schemas, OpenApiDocument document)
    {
        var described = new OpenApiOperation
        {
            OperationId = operation.Id,
            Summary = operation.Summary,
            Description = operation.Roles.Count == 0
                ? operation.Description
                : $"{operation.Description}\n\nRoles: {string.Join(" or ", operation.Roles)}.".Trim(),
            Parameters = [.. Parameters(operation)],
            Responses = [],
            // An empty list: no token is asked for.
            Security = operation.Roles.Count == 0
                ? []
                : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }],
        };
        if (operation.Body is { } body)
        {
            described.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["application/json"] = new OpenApiMediaType
                    {
                        Schema = schemas.Reference(body, isClosed: true),
                        Example = BodyExamples.Of(body),
                    }
                },
            };
        }

        described.Responses[Code(operation.Answer.Status)] = Success(operation, schemas);
        foreach (IGrouping<int, ProblemType> status in OperationProblems.ByStatus(operation))
            described.Responses[Code(status.Key)] = Problem(status, schemas);
        return described;
    }

    private static IEnumerable<IOpenApiParameter> Parameters(ApiOperation operation)
    {
        foreach (Match match in RouteParameter().Matches(operation.Route))
            yield return Parameter(
                match.Groups[1].Value, ParameterLocation.Path, "An identifier.", "^" + IdForm.Pattern + "$", isRequired: true);
        foreach (QueryParameter query in operation.Query)
            yield return Parameter(query.Name, ParameterLocation.Query, query.Meaning, "^(?:" + query.Pattern + ")$", isRequired: false);
        if (operation.Roles.Count > 0)
            yield return Parameter(
                BearerAuthenticator.ActingPersonHeader, ParameterLocation.Header,
                "Staff id of the person whom an application acts for; required unless a person signed in.", "^" + IdForm.Pattern + "$",
                isRequired: false);
        if (operation.IdempotencyKey)
            yield return Parameter(
                "Idempotency-Key", ParameterLocation.Header, "A new one for each request, the same for its repeats.",
                "^[A-Za-z0-9._:-]{16,128}$", isRequired: true);
        if (operation.IfMatch)
            yield return Parameter(
                "If-Match", ParameterLocation.Header, "The ETag that was read.", "^\"[A-Za-z0-9._:-]{1,128}\"$", isRequired: true);
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string meaning, string pattern, bool isRequired) =>
        new()
        {
            Name = name,
            In = place,
            Description = meaning,
            Required = isRequired,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
        };

    private static OpenApiResponse Success(ApiOperation operation, SchemaCatalogue schemas)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (operation.Answer.Status is 201 or 202 or 303)
            headers["Location"] = Header("Address of the result.");
        if (operation.Answer.Status is 202)
            headers["Retry-After"] = Header("Seconds after which to look.");
        if (operation.Answer.Status is 200 or 201)
            headers["ETag"] = Header("Version for If-Match, where the resource can be replaced.");
        return new OpenApiResponse
        {
            Description = operation.Answer.Status switch
            {
                201 =>
                "Created.",
                202 => "Accepted.",
                204 => "Done.",
                303 => "The result is elsewhere.",
                _ => "The answer."
            },
            Headers = headers,
            Content = operation.Answer.Status == 204 ? null : operation.ResponseTypes.ToDictionary(
                media => media,
                IOpenApiMediaType (media) => new OpenApiMediaType
                {
                    Schema = operation.Answer.Body is { } type && media.EndsWith("json", StringComparison.Ordinal)
                        ? schemas.Reference(type, isClosed: false)
                        : new OpenApiSchema(),
                }),
        };
    }

    private static OpenApiResponse Problem(IGrouping<int, ProblemType> status, SchemaCatalogue schemas)
    {
        JsonArray types = [.. status.Select(problem => (JsonNode)problem.Uri)];
        return new OpenApiResponse
        {
            Description = string.Join("; ", status.Select(problem => $"{problem.Slug}: {problem.Title}")) + ".",
            Headers = status.Key is 429 or 503
                ? new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header("Seconds to wait.") }
                : null,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType
                {
                    Schema = schemas.Parse(new JsonObject
                    {
                        ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/schemas/Problem" }),
                        ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = types } },
                    }),
                },
            },
        };
    }

    private static OpenApiHeader Header(string meaning) =>
        new() { Description = meaning, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static string Code(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex RouteParameter();
}
