using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>An engine on a database of its own, which can crash and be opened again.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ds-durable-").FullName;
    private readonly List<Action<DurableEngine>> _registrations = [];

    public EngineFixture()
    {
        Time = new ManualTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Options = new DurableEngineOptions();
        Open();
    }

    public ManualTime Time { get; }

    public DurableEngineOptions Options { get; set; }

    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    public SqliteDatabase Database { get; private set; } = null!;

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client => Engine.Client;

    /// <summary>Registers now and again after each reopening.</summary>
    public EngineFixture Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) => Orchestrator<object>(name, run);

    public EngineFixture Orchestrator<TInput>(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        _registrations.Add(engine => engine.AddOrchestrator(name, typeof(TInput), run));
        return this;
    }

    public EngineFixture Activity(string name, Func<ActivityInvocation, object?> run) =>
        ActivityAsync(name, call => Task.FromResult(run(call)));

    public EngineFixture ActivityAsync(string name, Func<ActivityInvocation, Task<object?>> run)
    {
        _registrations.Add(engine => engine.AddActivity(name, (call, _) => run(call)));
        return this;
    }

    /// <summary>An activity that returns its input, and that its callers can hold up.</summary>
    public EngineFixture Echo() => Activity("Echo", call => call.GetInput(typeof(string)));

    public async Task<EngineFixture> StartAsync()
    {
        await Engine.DisposeAsync();
        Build();
        await Engine.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Abandons everything as it is and starts anew on the same file.</summary>
    public async Task CrashAsync(bool start = true)
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
        Open();
        if (start)
            await StartAsync();
    }

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null)
    {
        id = await Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new StartOrchestrationOptions(id), CancellationToken.None);
        return await EndAsync(id);
    }

    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await Client.WaitForInstanceCompletionAsync(id, true, limit.Token);
    }

    /// <summary>Waits until the custom status is this text, moving no clock.</summary>
    public Task StatusAsync(string id, string status) =>
        Wait.UntilAsync(() => Client.GetInstanceAsync(id, true), found => found?.ReadCustomStatusAs<string>() == status);

    /// <summary>Waits until so many timers run: a clock moved before that would move past them unseen.</summary>
    public Task TimersAsync(int count) => Wait.UntilAsync(() => Engine.TimersAdded >= count);

    public List<string> History(string id) => Database.Read(session => session.Query(
        "SELECT h.body FROM orchestration_history h JOIN orchestration_instances i ON i.n=h.n WHERE i.id=$1 ORDER BY h.turn",
        row => row.GetString(0),
        id));

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync(CancellationToken.None);
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Open()
    {
        Database = new SqliteDatabase(Path.Combine(_directory, "data.db"));
        Build();
    }

    private void Build()
    {
        Engine = new DurableEngine(Database, Options, Time, Logs);
        foreach (Action<DurableEngine> register in _registrations)
            register(Engine);
    }
}
