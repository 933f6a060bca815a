using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>Serves the document of the API, to anybody: it says nothing about any case.</summary>
public sealed class OpenApiEndpoint(ApiPipeline api)
{
    public static readonly ApiOperation Operation = new(typeof(OpenApiEndpoint), "This document")
    {
        Description = "OpenAPI 3.1, built from the declarations that the app itself enforces.",
        Answer = new ApiAnswer(StatusCodes.Status200OK, null) { ETag = true },
        OtherAnswer = FixedAnswer.Unchanged,
        Headers = [FixedAnswer.IfNoneMatch],
    };

    private static readonly Lazy<Task<FixedAnswer>> Document = new(async () => new FixedAnswer(
        Encoding.UTF8.GetBytes(await DocumentBuilder.Build(OperationCatalogue.All).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))));

    [Function("GetOpenApiDocument")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request)
        => api.HandleOpenAsync(request, Operation, async () => (await Document.Value).For(request));
}
