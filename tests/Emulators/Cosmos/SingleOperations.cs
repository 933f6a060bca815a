using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

/// <summary>
/// For servers that know no transactional batch: sends a batch of one operation as the point operation that it is, and any
/// other not at all. Also calls the account's consistency Strong, which the adapter insists on.
/// </summary>
public sealed class SingleOperations(HttpMessageHandler server) : DelegatingHandler(server)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Contains("x-ms-cosmos-is-batch-request"))
            return await BatchAsync(request, cancellationToken);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri!.AbsolutePath == "/")
            response.Content = Json(
                (await response.Content.ReadAsStringAsync(cancellationToken)).Replace(
                    "\"Session\"", "\"Strong\"", StringComparison.Ordinal));
        return response;
    }

    private async Task<HttpResponseMessage> BatchAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var body = new MemoryStream(await request.Content!.ReadAsByteArrayAsync(cancellation));
        IReadOnlyList<CosmosWrite> writes = await CosmosBatchBody.ReadAsync(body);
        if (writes is not [var write])
            throw new NotSupportedException("this server takes one operation at a time");
        using var point = new HttpRequestMessage(
            MethodOf(write.Kind),
            write.Kind == CosmosWriteKind.Create ? request.RequestUri : new Uri($"{request.RequestUri}/{Uri.EscapeDataString(write.Id)}"));
        point.Headers.TryAddWithoutValidation("x-ms-documentdb-partitionkey", request.Headers.GetValues("x-ms-documentdb-partitionkey"));
        if (write.IfMatch is { } etag)
            point.Headers.TryAddWithoutValidation("If-Match", etag.Trim('"')); // it makes ETags without the quotes that the SDK sends
        if (write.Body is not null)
            point.Content = Json(write.Body.ToJsonString());
        using HttpResponseMessage answer = await base.SendAsync(point, cancellation);
        string text = await answer.Content.ReadAsStringAsync(cancellation);
        CosmosDocument? document = answer.IsSuccessStatusCode && text.Length > 0 && JsonNode.Parse(text) is JsonObject item
            ? new CosmosDocument("", write.Id, item, item["_etag"]!.GetValue<string>(), 0, default)
            : null;
        byte[] result = await CosmosBatchBody.WriteAsync([new CosmosWritten((int)answer.StatusCode, document)], writes);
        return new HttpResponseMessage(answer.IsSuccessStatusCode ? HttpStatusCode.OK : HttpStatusCode.MultiStatus)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(result),
        };
    }

    private static HttpMethod MethodOf(CosmosWriteKind kind) => kind switch
    {
        CosmosWriteKind.Create => HttpMethod.Post,
        CosmosWriteKind.Patch => HttpMethod.Patch,
        CosmosWriteKind.Delete => HttpMethod.Delete,
        _ => HttpMethod.Put,
    };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
