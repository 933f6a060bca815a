using System.Collections.Concurrent;
using System.Net;
using DataSharing.WorkerHost.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataSharing.WorkerHost;

/// <summary>Where workers connect: a free port of 127.0.0.1. Each says first which one it is.</summary>
internal sealed class WorkerEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerConnection>> _expected = new(StringComparer.Ordinal);
    private readonly Action<RpcLog> _log;

    private WorkerEndpoint(Action<RpcLog> log)
    {
        _log = log;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(new Service(this));
        _app = builder.Build();
        _app.MapGrpcService<Service>();
    }

    public Uri Uri => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<WorkerEndpoint> StartAsync(Action<RpcLog> log)
    {
        var endpoint = new WorkerEndpoint(log);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    /// <summary>Completes when the worker of this id has connected.</summary>
    public Task<WorkerConnection> ExpectAsync(string worker) =>
        _expected.GetOrAdd(
            worker, _ => new TaskCompletionSource<WorkerConnection>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Service(WorkerEndpoint endpoint) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.StartStream is not { } start
                || !endpoint._expected.TryRemove(start.WorkerId, out TaskCompletionSource<WorkerConnection>? expected))
                throw new Grpc.Core.RpcException(new Status(StatusCode.FailedPrecondition, "no worker is expected that says so"));
            var connection = new WorkerConnection(endpoint._log);
            expected.SetResult(connection);
            await connection.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
