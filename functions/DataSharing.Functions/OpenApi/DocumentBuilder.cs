using DataSharing.Functions.Auth;
using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// Writes the OpenAPI 3.1 document from the declarations that the pipeline enforces. Source: OpenAPI Specification 3.1.1.
/// </summary>
public static class DocumentBuilder
{
    /// <summary>
    /// The version of the API's description: the first number as in the addresses, the second rises with what is added, the third with
    /// what is said better.
    /// </summary>
    public const string Version = "1.1.0";

    private const string Bearer = "bearer";

    /// <param name="operations">What the app does.</param>
    /// <param name="signIn">Where the server itself gives out tokens; null: it does not.</param>
    public static OpenApiDocument Build(IReadOnlyList<ApiOperation> operations, DevelopmentSignIn? signIn = null)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "DataSharing",
                Version = Version,
                Summary = "Consent-governed sharing between agencies that help survivors of human trafficking.",
                Description = About,
                Contact = new OpenApiContact { Name = "The operator of this server" },
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Servers = [new OpenApiServer { Url = "/", Description = "The server that this document came from." }],
            Tags = new HashSet<OpenApiTag>(OperationTags.ByFolder.Values.Distinct().Select(tag =>
                new OpenApiTag { Name = tag.Name, Description = tag.Meaning })),
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
        if (signIn is not null)
            document.AddComponent(DevelopmentSignIn.Scheme, signIn.Describe());
        var schemas = new SchemaCatalogue(
            document, operations.Select(operation => operation.Body).OfType<Type>(),
            operations.Select(operation => operation.Answer.Body).OfType<Type>());
        AnswerHeaders.AddComponents(document, operations);
        ProblemResponses.AddComponents(document, schemas, operations);
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

    private const string About =
        "Answers are JSON in UTF-8 unless an operation says otherwise; what an operation refuses is a problem of RFC 9457 whose "
        + "`pointer` names the member, header or parameter at fault. Its `type` is a name to compare; what it means and what to "
        + "do about it is on the page that the header `Link` names with `rel=\"help\"`, and all of them are listed at "
        + "`/api/problems`. Bodies are read strictly: an unknown member, one given twice and one of the wrong type are refused. "
        + "An optional member without a value is left out, or null where its schema says so. Answers leave out what has no value "
        + "unless a schema has null, and may get members that are not named here yet: readers pass over what they do not know. "
        + "Times are RFC 3339 with an offset. What has GET has HEAD too; another method is refused with 405, `Allow` and the "
        + "problem `method-not-allowed`. A time that has come by the caller's clock may be half a minute ahead of the server's, "
        + "which `Date` says. Lengths are counted in code points.\n\n"
        + "An agency has an allowance for each kind of operation, and a network one for those that ask for no token: "
        + "`RateLimit-Policy` and `RateLimit` say how much of it is left, 429 with `Retry-After` that none is; what stops sharing "
        + "is outside of it. A body has at most 1 MiB unless the operator set another limit. A request that makes something takes "
        + "an `Idempotency-Key`: the same key with the same body is answered with what the first made, for 30 days, by operation "
        + "and ids in the address, however that is spelled. `Request-Id` names the call to the operator; a `traceparent` that was "
        + "sent gives it.\n\n"
        + "Within `/api/v1` operations, optional members, members of answers, codes of open lists and problem types are added; "
        + "nothing that is there is taken away, renamed or made stricter. What is to end is announced by the headers "
        + "`Deprecation` (RFC 9745) and `Sunset` (RFC 8594), a year ahead at least.";

    private static OpenApiOperation Describe(ApiOperation operation, SchemaCatalogue schemas, OpenApiDocument document)
    {
        var described = new OpenApiOperation
        {
            OperationId = operation.Id,
            Summary = operation.Summary,
            Description = operation.Roles.Count == 0
                ? operation.Description
                : $"{operation.Description}\n\nRoles: {string.Join(" or ", operation.Roles)}.".Trim(),
            Deprecated = operation.Ends is not null,
            Tags = new HashSet<OpenApiTagReference>([new OpenApiTagReference(operation.Tag, document)]),
            Parameters = [.. OperationParameters.Of(operation)],
            Responses = [],
            // An empty list: no token is asked for.
            Security = operation.Roles.Count == 0
                ? []
                : [.. document.Components!.SecuritySchemes!.Keys.Select(scheme =>
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })],
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
                        Schema = schemas.Reference(body, isBody: true),
                        Example = BodyExamples.Of(body),
                    }
                },
            };
        }

        described.Responses[Code(operation.Answer.Status)] = Success(operation, operation.Answer, schemas, document);
        if (operation.OtherAnswer is { } other)
            described.Responses[Code(other.Status)] = Success(operation, other, schemas, document);
        foreach (IGrouping<int, ProblemType> status in OperationProblems.ByStatus(operation))
            described.Responses[Code(status.Key)] = ProblemResponses.Of(operation, status, document);
        return described;
    }

    private static OpenApiResponse Success(
        ApiOperation operation, ApiAnswer answer, SchemaCatalogue schemas, OpenApiDocument document)
    {
        Dictionary<string, IOpenApiHeader> headers = AnswerHeaders.Of(operation, document);
        if (answer.Location)
            headers["Location"] = AnswerHeaders.Header("Address of the result, without scheme and host.", JsonSchemaType.String);
        if (answer.RetryAfter)
            headers["Retry-After"] = AnswerHeaders.Header(
                "Seconds after which to look"
                    + (answer.Status == StatusCodes.Status202Accepted ? "." : "; left out where there is nothing to wait for."),
                JsonSchemaType.Integer);
        if (answer.ETag)
            headers["ETag"] = AnswerHeaders.Header("The version that is in the answer, for If-Match.", JsonSchemaType.String);
        return new OpenApiResponse
        {
            Description = answer.Status switch
            {
                201 => "Created.",
                202 => "Accepted: on its way, not yet done.",
                204 => "Done.",
                304 => "Still the version that If-None-Match names.",
                _ => "The answer.",
            },
            Headers = headers,
            Content = answer.Status is 204 or 304 ? null : operation.ResponseTypes.ToDictionary(
                media => media,
                IOpenApiMediaType (media) => new OpenApiMediaType
                {
                    Schema = answer.Body is { } type && media.EndsWith("json", StringComparison.Ordinal)
                        ? schemas.Reference(type, isBody: false)
                        : TextOf(operation, media),
                    Example = BodyExamples.Of(operation, answer.Status, media),
                }),
        };
    }

    private static OpenApiSchema TextOf(ApiOperation operation, string media)
    {
        TextForm? form = operation.Texts.GetValueOrDefault(media);
        return new OpenApiSchema
        {
            Type = media.EndsWith("json", StringComparison.Ordinal) ? null : JsonSchemaType.String,
            Description = form?.Meaning,
            Pattern = form is null ? null : "^(?:" + form.Pattern + ")$",
        };
    }

    private static string Code(int status) => status.ToString(CultureInfo.InvariantCulture);
}
