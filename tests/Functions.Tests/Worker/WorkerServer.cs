using System.Collections.Concurrent;
using DataSharing.Functions.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>
/// The web server of the function app as its program configures it, on a free port, with the app's middlewares around
/// functions of the test. What is missing is the Functions host, which would forward the requests.
/// </summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly IHost _program;
    private readonly IServer _server;

    private WorkerServer(IHost program) => (_program, _server) = (program, program.Services.GetRequiredService<IServer>());

    public HttpClient Http { get; private set; } = null!;

    public CapturedLogs Logs { get; } = new();

    /// <summary>What got past the app's middlewares, into the hands of the worker and so of the host's log.</summary>
    public ConcurrentQueue<Exception> Escaped { get; } = [];

    public static async Task<WorkerServer> StartAsync(
        Func<HttpRequest, Task<IResult>> function, params (string Name, string Value)[] settings)
    {
        var server = new WorkerServer(BuiltProgram.Build(settings));
        IServerAddressesFeature addresses = server._server.Features.Get<IServerAddressesFeature>()!;
        addresses.Addresses.Clear();
        addresses.Addresses.Add("http://127.0.0.1:0");
        await server._server.StartAsync(new Application(server, function), CancellationToken.None);
        server.Http =
            new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(2) })
            {
                BaseAddress =
                new Uri(addresses.Addresses.Single())
            };
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.StopAsync(CancellationToken.None);
        _program.Dispose();
        Logs.Dispose();
    }

    private async Task RunAsync(HttpContext http, Func<HttpRequest, Task<IResult>> function)
    {
        using ILoggerFactory logs = LoggerFactory.Create(builder => builder.AddProvider(Logs));
        FunctionContext call = FunctionCalls.Of(http, "Sample");
        RequestGate gate = ActivatorUtilities.CreateInstance<RequestGate>(_program.Services);
        var faults = new QuietFaults(logs.CreateLogger<QuietFaults>());
        try
        {
            await gate.Invoke(
                call,
                inner => faults.Invoke(inner, async innermost => innermost.GetInvocationResult().Value = await function(http.Request)));
            // The worker executes what is left.
            if (call.GetInvocationResult().Value is IResult left)
                await left.ExecuteAsync(http);
        }
        catch (Exception escaped)
        {
            Escaped.Enqueue(escaped);
            throw;
        }
    }

    private sealed class Application(WorkerServer server, Func<HttpRequest, Task<IResult>> function) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) =>
            new DefaultHttpContext(contextFeatures) { RequestServices = server._program.Services };

        public Task ProcessRequestAsync(HttpContext context) => server.RunAsync(context, function);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
