using System.Diagnostics;
using DataSharing.Benchmarks.Support;

namespace DataSharing.Benchmarks.Runs;

/// <summary>
/// Sharing requests over real HTTP on loopback, each of a random case: submit, then ask until the package is ready. Client and
/// program share the machine's cores, so that their processor times a request, added, bound the rate; both are told. What it is
/// compared with is the most that SQLite does here with one row and one <c>fdatasync</c> a transaction, one after another.
/// </summary>
internal static class RequestsRun
{
    public static async Task RunAsync(Options options)
    {
        int inFlight = options.Number("in-flight", 64);
        TimeSpan duration = TimeSpan.FromSeconds(options.Number("seconds", 20)),
        warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 15));
        double? first = null;
        foreach (int cases in options.Numbers("cases", 64, 1000, 100_000))
        {
            using var directory = new WorkDirectory();
            await LoadAsync(directory.Path, cases);
            double plain = PlainSqlite.CommitsPerSecond(directory.Path, TimeSpan.FromSeconds(3));
            await using Server server = await Server.StartAsync(directory.Path);
            var load = new RequestLoad(server, await server.TokenAsync(Parties.Sender), cases);
            // The compiler is done after some thousand requests, not after some seconds.
            await load.RunAsync(inFlight, warmUp, options.Number("warm-up-requests", 8000));
            TimeSpan busy = server.ProcessorTime, asking = Environment.CpuUsage.TotalTime;
            LoadResult result = await load.RunAsync(inFlight, duration);
            busy = server.ProcessorTime - busy;
            asking = Environment.CpuUsage.TotalTime - asking;
            plain = Math.Max(plain, PlainSqlite.CommitsPerSecond(directory.Path, TimeSpan.FromSeconds(3)));
            Figures.Print($"{cases:N0} cases: requests, {inFlight} in flight", result.PerSecond, "requests/s");
            Figures.Print("  plain SQLite, one after another", plain, "commits/s");
            Figures.Ratio("  requests per plain commit", result.PerSecond / plain, ">= 0.25");
            Figures.Percentiles("  submitted to ready", result.Latencies, "ms");
            Figures.Print(
                "  processor time of the program a request", busy.TotalMilliseconds / result.Latencies.Length, "ms",
                $"{result.Questions / (double)result.Latencies.Length:N2} status questions a request");
            Figures.Print("  of the client", asking.TotalMilliseconds / result.Latencies.Length, "ms");
            Figures.Print("  memory under load", server.ResidentMemory, "MiB");
            if (cases > 1000 && first is { } small)
                Figures.Ratio("  slower than with 1,000 cases", small / result.PerSecond, "<= 1.20");
            if (cases == 1000)
                first = result.PerSecond;
        }
    }

    private static async Task LoadAsync(string directory, int cases)
    {
        var clock = Stopwatch.StartNew();
        await using CaseLoader loader = await CaseLoader.OpenAsync(directory, Policies.Product);
        await loader.LoadAsync(0, cases);
        await loader.ListAsync();
        if (clock.Elapsed > TimeSpan.FromSeconds(5))
            Console.WriteLine($"  ({cases:N0} cases loaded in {clock.Elapsed.TotalSeconds:N0} s)");
    }
}
