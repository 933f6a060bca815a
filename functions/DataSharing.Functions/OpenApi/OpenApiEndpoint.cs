namespace DataSharing.Functions.OpenApi;

/// <summary>Serves the document of the API, to anybody: it says nothing about any case.</summary>
public sealed class OpenApiEndpoint(ApiPipeline api, DocumentText document)
{
    public static readonly ApiOperation Operation = new(typeof(OpenApiEndpoint), "This document")
    {
        Description = "OpenAPI 3.1, built from the declarations that the app itself enforces.",
        Answer = new ApiAnswer(StatusCodes.Status200OK, null) { ETag = true },
        OtherAnswer = FixedAnswer.Unchanged,
        Headers = [FixedAnswer.IfNoneMatch],
    };

    [Function("GetOpenApiDocument")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request)
        => api.HandleOpenAsync(request, Operation, async () => (await document.ReadAsync()).For(request));
}
