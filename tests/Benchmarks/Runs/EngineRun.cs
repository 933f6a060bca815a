using System.Diagnostics;
using DataSharing.Benchmarks.Support;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Sqlite;
using DurableTask.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Benchmarks.Runs;

/// <summary>
/// Schedule, three activities one after another, end; the next one of each lane starts when the last has ended. Ours, each
/// acknowledged step on disk, beside DurableTask's own dispatchers on its in-memory service, in turns of the same run.
/// </summary>
internal static class EngineRun
{
    private const int Rounds = 3;

    public static async Task RunAsync(Options options)
    {
        int inFlight = options.Number("in-flight", 64), seconds = options.Number("seconds", 10);
        using var directory = new WorkDirectory();
        double plain = PlainSqlite.CommitsPerSecond(directory.Path, TimeSpan.FromSeconds(5));
        await using var database = new SqliteDatabase(directory.File("data.db"));
        await using var engine = new DurableEngine(database, new DurableEngineOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        engine.AddActivity("Add", (call, _) => Task.FromResult<object?>((int)call.GetInput(typeof(int))! + 1));
        engine.AddOrchestrator("Three", typeof(int), async context => await ThreeAsync(context, context.GetInput<int>()));
        await engine.StartAsync(CancellationToken.None);
        var memory = new InMemoryOrchestrationService();
        TaskHubWorker official = await StartOfficialAsync(memory);
        var client = new TaskHubClient(memory);

        (Sum? ours, Sum? theirs) = (new Sum(), new Sum());
        long commits = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            // The first round warms up.
            var time = TimeSpan.FromSeconds(round == 0 ? seconds / 3.0 : (double)seconds / Rounds);
            long before = database.Commits;
            Load mine = await LoadAsync(lane => OnOursAsync(engine.Client, lane), inFlight, time);
            Load other = await LoadAsync(lane => OnMemoryAsync(client, lane), inFlight, time);
            if (round == 0)
                continue;
            ours.Add(mine);
            theirs.Add(other);
            commits += database.Commits - before;
        }

        Figures.Print($"orchestrations, {inFlight} in flight", ours.PerSecond, "1/s", $"{ours.Processor:N2} ms of processor time each");
        Figures.Print(
            "  durable commits", commits / ours.Seconds, "commits/s", $"{(double)ours.Ended / commits:N1} orchestrations ended per commit");
        Figures.Print("  DurableTask in memory", theirs.PerSecond, "1/s", $"{theirs.Processor:N2} ms of processor time each");
        Figures.Print("  ours beside it", ours.PerSecond / theirs.PerSecond, "x");
        Figures.Print("  plain SQLite, one after another", plain, "commits/s");
        Figures.Print("  orchestrations per plain commit", ours.PerSecond / plain, "x");
        await official.StopAsync(isForced: true);
        await engine.StopAsync(CancellationToken.None);
    }

    private static async Task<int> ThreeAsync(Microsoft.DurableTask.TaskOrchestrationContext context, int value)
    {
        for (int i = 0; i < 3; i++)
            value = await context.CallActivityAsync<int>("Add", value);
        return value;
    }

    private static async Task<TaskHubWorker> StartOfficialAsync(InMemoryOrchestrationService memory)
    {
        var worker = new TaskHubWorker(memory) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        worker.AddTaskOrchestrations(new Creator<TaskOrchestration>(
            "Three", () => DurableTaskShimFactory.Default.CreateOrchestration<int, int>("Three", ThreeAsync)));
        worker.AddTaskActivities(new Creator<TaskActivity>(
            "Add", () => DurableTaskShimFactory.Default.CreateActivity<int, int>("Add", (_, value) => Task.FromResult(value + 1))));
        return await worker.StartAsync();
    }

    private static async Task<int> OnOursAsync(DurableTaskClient client, int lane)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync("Three", lane, CancellationToken.None);
        return (await client.WaitForInstanceCompletionAsync(id, true, CancellationToken.None)).ReadOutputAs<int>();
    }

    private static async Task<int> OnMemoryAsync(TaskHubClient client, int lane)
    {
        OrchestrationInstance instance = await client.CreateOrchestrationInstanceAsync("Three", "", lane);
        OrchestrationState end = await client.WaitForOrchestrationAsync(instance, TimeSpan.FromSeconds(30), CancellationToken.None);
        return int.Parse(end.Output, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<Load> LoadAsync(Func<int, Task<int>> run, int lanes, TimeSpan duration)
    {
        int ended = 0;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            while (clock.Elapsed < duration)
            {
                if (await run(lane) != lane + 3)
                    throw new InvalidOperationException("an orchestration returned something else");
                Interlocked.Increment(ref ended);
            }
        })));
        return new Load(ended, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    private readonly record struct Load(int Ended, double Seconds, double Processor);

    private sealed class Sum
    {
        public int Ended { get; private set; }

        public double Seconds { get; private set; }

        public double PerSecond => Ended / Seconds;

        /// <summary>Milliseconds each, the client's part included.</summary>
        public double Processor => _processor / Ended;

        private double _processor;

        public void Add(Load load)
        {
            Ended += load.Ended;
            Seconds += load.Seconds;
            _processor += load.Processor;
        }
    }

    private sealed class Creator<T> : ObjectCreator<T>
    {
        private readonly Func<T> _create;

        public Creator(string name, Func<T> create)
        {
            (Name, Version, _create) = (name, "", create);
        }

        public override T Create() => _create();
    }
}
