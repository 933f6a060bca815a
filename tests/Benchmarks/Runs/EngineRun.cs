using System.Diagnostics;
using DataSharing.Benchmarks.Support;
using DataSharing.Embedded.Durable;
using DataSharing.Embedded.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Benchmarks.Runs;

/// <summary>Schedule, three activities one after another, end; the next one of each lane starts when the last has ended.</summary>
internal static class EngineRun
{
    public static async Task RunAsync(Options options)
    {
        int inFlight = options.Number("in-flight", 64), seconds = options.Number("seconds", 10);
        using var directory = new WorkDirectory();
        double plain = PlainSqlite.CommitsPerSecond(directory.Path, TimeSpan.FromSeconds(5));
        await using var database = new SqliteDatabase(directory.File("data.db"));
        await using var engine = new DurableEngine(database, new DurableEngineOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        engine.AddActivity("Add", (call, _) => Task.FromResult<object?>((int)call.GetInput(typeof(int))! + 1));
        engine.AddOrchestrator("Three", async context =>
        {
            int value = context.GetInput<int>();
            for (int i = 0; i < 3; i++)
                value = await context.CallActivityAsync<int>("Add", value);
            return value;
        });
        await engine.StartAsync(CancellationToken.None);
        await LoadAsync(engine, inFlight, TimeSpan.FromSeconds(seconds / 3.0));
        long before = database.Commits;
        (int ended, double elapsed) = await LoadAsync(engine, inFlight, TimeSpan.FromSeconds(seconds));
        Figures.Print($"orchestrations, {inFlight} in flight", ended / elapsed, "1/s");
        Figures.Print("  durable commits", (database.Commits - before) / elapsed, "commits/s", $"{(double)ended / (database.Commits - before):N1} orchestrations ended per commit");
        Figures.Print("  plain SQLite, one after another", plain, "commits/s");
        Figures.Print("  orchestrations per plain commit", ended / elapsed / plain, "x");
        await engine.StopAsync(CancellationToken.None);
    }

    private static async Task<(int Ended, double Seconds)> LoadAsync(DurableEngine engine, int lanes, TimeSpan duration)
    {
        int ended = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            while (clock.Elapsed < duration)
            {
                string id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Three", lane, CancellationToken.None);
                var end = await engine.Client.WaitForInstanceCompletionAsync(id, true, CancellationToken.None);
                if (end.ReadOutputAs<int>() != lane + 3)
                    throw new InvalidOperationException("an orchestration returned something else");
                Interlocked.Increment(ref ended);
            }
        }));
        return (ended, clock.Elapsed.TotalSeconds);
    }
}
