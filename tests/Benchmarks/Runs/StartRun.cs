using DataSharing.Benchmarks.Support;

namespace DataSharing.Benchmarks.Runs;

internal static class StartRun
{
    public static async Task RunAsync(Options options)
    {
        using var directory = new WorkDirectory();
        await StartAsync(directory, "first start, empty directory");
        for (int i = 1; i <= options.Number("starts", 5); i++)
            await StartAsync(directory, $"start {i}");
    }

    private static async Task StartAsync(WorkDirectory directory, string what)
    {
        await using Server server = await Server.StartAsync(directory.Path);
        // Idle means: whatever the start left to do is done.
        await Task.Delay(TimeSpan.FromSeconds(5));
        Figures.Print(what, server.StartedAfter, "ms", "aim < 3,000");
        Figures.Print("  memory 5 s later", server.ResidentMemory, "MiB", "aim < 250");
    }
}
