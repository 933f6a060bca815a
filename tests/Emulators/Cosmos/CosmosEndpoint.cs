using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Emulators.Cosmos;

/// <summary>Puts a <see cref="CosmosFake"/> behind a port, for clients in another process.</summary>
public static class CosmosEndpoint
{
    public static Task<Loopback> StartAsync(LoopbackCertificate certificate, CosmosFake account) =>
        Loopback.StartAsync(certificate, async http =>
    {
        using HttpRequestMessage request = await ReadAsync(http.Request);
        using HttpResponseMessage response = await account.HandleAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
            http.Response.Headers[name] = values.ToArray();
        // "Not modified" and "no content" must have no body, not even an empty one.
        byte[] body = await response.Content.ReadAsByteArrayAsync(http.RequestAborted);
        if (body.Length > 0)
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    });

    private static async Task<HttpRequestMessage> ReadAsync(HttpRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.GetEncodedUrl());
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (body.Length > 0)
            message.Content = new ByteArrayContent(body.ToArray());
        foreach ((string name, StringValues values) in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        return message;
    }
}
