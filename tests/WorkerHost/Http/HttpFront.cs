using System.Text.Json;
using DataSharing.WorkerHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace DataSharing.WorkerHost.Http;

/// <summary>
/// Answers the app's routes by calling the function and forwarding the request, with the invocation's id, to the worker's own
/// server: what the Functions host does for a worker that announces one, with the same library.
/// </summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";
    private readonly WebApplication _app;
    private readonly WorkerSlot _slot;
    private readonly Invoker _invoker;
    private readonly WorkerLog _log;
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly IHttpForwarder _forwarder;

    private HttpFront(string url, WorkerSlot slot, Invoker invoker, WorkerLog log)
    {
        (_slot, _invoker, _log) = (slot, invoker, log);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _forwarder = _app.Services.GetRequiredService<IHttpForwarder>();
        foreach (WorkerFunction function in slot.Functions.Where(function => function.TriggerType == "httpTrigger"))
            Map(function);
    }

    public Uri Uri => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<HttpFront> StartAsync(string url, WorkerSlot slot, Invoker invoker, WorkerLog log)
    {
        var front = new HttpFront(url, slot, invoker, log);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private void Map(WorkerFunction function)
    {
        string route = function.Trigger.TryGetProperty("route", out JsonElement given) ? given.GetString()! : function.Name;
        // Another method of a known route is answered by the router (405); the Functions host says 404, which no test rests on.
        HashSet<string>? methods = function.Trigger.TryGetProperty("methods", out JsonElement list)
            ? list.EnumerateArray().Select(method => method.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : null;
        RequestDelegate forward = http => ForwardAsync(http, function);
        if (methods is null)
            _app.Map(route, forward);
        else
            _app.MapMethods(route, methods, forward);
    }

    private async Task ForwardAsync(HttpContext http, WorkerFunction function)
    {
        ReadyWorker worker = await _slot.ReadyAsync(http.RequestAborted);
        string invocation = Guid.NewGuid().ToString();
        IEnumerable<KeyValuePair<string, string>> values = http.Request.RouteValues.Where(value =>
            value.Value is not null).Select(value => KeyValuePair.Create(value.Key, value.Value!.ToString()!));
        Task<TypedData?> running = _invoker.InvokeAsync(worker, invocation, function, new TypedData { Http = new RpcHttp() }, values);
        await using (http.RequestAborted.Register(() => Invoker.Cancel(worker, invocation)))
        {
            http.Request.Headers[InvocationHeader] = invocation;
            var config = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromMinutes(4) };
            ForwarderError error = await _forwarder.SendAsync(http, worker.Http.AbsoluteUri, _client, config, HttpTransformer.Default);
            if (error != ForwarderError.None)
                _log.Add(
                    new LogLine(
                        "Warning", nameof(HttpFront), $"{function.Name} was not forwarded: {error}",
                        http.GetForwarderErrorFeature()?.Exception?.ToString()));
            try
            {
                await running;
            }
            catch (Exception failed) when (failed is FunctionFailedException or WorkerProcessExitException)
            {
                // What the caller may know of it was answered already.
                _log.Add(new LogLine("Warning", nameof(HttpFront), $"{function.Name} failed", failed.Message));
            }
        }
    }
}
