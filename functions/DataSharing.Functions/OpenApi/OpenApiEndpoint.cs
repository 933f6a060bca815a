using System.Text;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>Serves the document of the API, to anybody: it says nothing about any case.</summary>
public sealed class OpenApiEndpoint
{
    public const string Route = "api/openapi.json";

    public static readonly ApiOperation Operation = new("GetOpenApiDocument", "GET", Route)
    {
        Summary = "This document",
        Description = "OpenAPI 3.1, built from the declarations that the app itself enforces.",
    };

    private static readonly Lazy<Task<byte[]>> Document = new(async () =>
        Encoding.UTF8.GetBytes(await DocumentBuilder.Build(OperationCatalogue.All).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)));

    [Function("GetOpenApiDocument")]
    public static async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request)
        => Results.Bytes(await Document.Value, "application/json; charset=utf-8");
}
