using DataSharing.Benchmarks.Support;

namespace DataSharing.Benchmarks.Runs;

internal static class CommitsRun
{
    public static Task RunAsync(Options options)
    {
        using var directory = new WorkDirectory();
        Figures.Print(
            "plain SQLite, one after another",
            PlainSqlite.CommitsPerSecond(directory.Path, TimeSpan.FromSeconds(options.Number("seconds", 5))), "commits/s");
        return Task.CompletedTask;
    }
}
