using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

/// <summary>An answer before it becomes HTTP.</summary>
internal sealed record CosmosReply(
    int Status, byte[]? Body = null, string? ETag = null, string? Continuation = null, double Charge = 1, int SubStatus = 0,
    int? Count = null)
{
    public static CosmosReply Json(int status, JsonNode body, string? etag = null, double charge = 1, string? continuation = null) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), etag, continuation, charge);

    public static CosmosReply Error(int status, string message, int subStatus = 0) =>
        Json(
            status,
            new JsonObject { ["code"] = ((HttpStatusCode)status).ToString(), ["message"] = message }) with
        { SubStatus = subStatus };

    public HttpResponseMessage ToHttp(HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Body ?? []),
        };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Add("x-ms-activity-id", Guid.NewGuid().ToString());
        Add("x-ms-request-charge", Charge.ToString(CultureInfo.InvariantCulture));
        Add("x-ms-session-token", "0:-1#1");
        Add("x-ms-serviceversion", "version=2.14.0.0");
        if (SubStatus != 0)
            Add("x-ms-substatus", SubStatus.ToString(CultureInfo.InvariantCulture));
        // Of a query: its answers need no merging with others'. What the SDK began as a direct query it then goes on with.
        Add("x-ms-cosmos-query-requiresdistribution", "False");
        if (Count is { } count)
            Add("x-ms-item-count", count.ToString(CultureInfo.InvariantCulture));
        if (ETag is not null)
            Add("etag", ETag);
        if (Continuation is not null)
            Add("x-ms-continuation", Continuation);
        if (Status is 429)
            Add("x-ms-retry-after-ms", "1");
        return response;

        void Add(string name, string value) => response.Headers.TryAddWithoutValidation(name, value);
    }
}
