using System.Net;
using System.Net.Sockets;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>An engine that runs orchestrators, whichever: everything is registered before it starts.</summary>
public abstract class ContractEngine : IAsyncDisposable
{
    public abstract DurableTaskClient Client { get; }

    public abstract void Orchestrator<TInput>(string name, Func<TaskOrchestrationContext, Task<object?>> run);

    public abstract void Activity<TInput>(string name, Func<TInput, object?> run);

    public abstract Task StartAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>Ours, on a database of its own.</summary>
public sealed class OurEngine : ContractEngine
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ds-durable-").FullName;
    private readonly SqliteDatabase _database;
    private readonly DurableEngine _engine;

    public OurEngine(int cached)
    {
        _database = new SqliteDatabase(Path.Combine(_directory, "data.db"));
        _engine = new DurableEngine(_database, new() { CachedInstances = cached }, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public override DurableTaskClient Client => _engine.Client;

    public override void Orchestrator<TInput>(string name, Func<TaskOrchestrationContext, Task<object?>> run) =>
        _engine.AddOrchestrator(name, typeof(TInput), run);

    public override void Activity<TInput>(string name, Func<TInput, object?> run) =>
        _engine.AddActivity(name, (call, _) => Task.FromResult(run((TInput)call.GetInput(typeof(TInput))!)));

    public override Task StartAsync() => _engine.StartAsync(CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await _engine.StopAsync(CancellationToken.None);
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>Microsoft's: its in-memory service behind its gRPC worker and client.</summary>
public sealed class OfficialEngine : ContractEngine
{
    private readonly List<Action<DurableTaskRegistry>> _registrations = [];
    private DurableTaskTestHost? _host;

    public override DurableTaskClient Client => _host!.Client;

    public override void Orchestrator<TInput>(string name, Func<TaskOrchestrationContext, Task<object?>> run) =>
        _registrations.Add(registry => registry.AddOrchestratorFunc<TInput, object?>(name, (context, _) => run(context)));

    public override void Activity<TInput>(string name, Func<TInput, object?> run) =>
        _registrations.Add(registry => registry.AddActivityFunc<TInput, object?>(name, (_, input) => run(input)));

    public override async Task StartAsync() => _host = await DurableTaskTestHost.StartAsync(
        registry => _registrations.ForEach(register => register(registry)),
        new DurableTaskTestHostOptions { Port = FreePort(), LoggerFactory = NullLoggerFactory.Instance });

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
