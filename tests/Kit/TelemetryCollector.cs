using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Tests.Kit;

/// <summary>
/// An OpenTelemetry collector that keeps what exporters post over HTTP; the protocol's strings stand in the bytes in clear.
/// </summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _posts = new();
    private readonly WebApplication _app;

    private TelemetryCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<TelemetryCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new TelemetryCollector(builder.Build());
        collector._app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            collector._posts.Enqueue((request.Path.Value!, body.ToArray()));
            return Results.Ok();
        });
        await collector._app.StartAsync();
        return collector;
    }

    /// <param name="path">/v1/traces, /v1/metrics or /v1/logs.</param>
    public byte[] Bytes(string path) => [.. _posts.Where(post => post.Path == path).SelectMany(post => post.Body)];

    public string Received(string path) => Encoding.Latin1.GetString(Bytes(path));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
