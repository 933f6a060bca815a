namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>The program under strace: what it writes to files and sockets, and when the disk has it, in order.</summary>
internal sealed class TracedApp : IAsyncDisposable
{
    // Pages of the database are 4,096 bytes; a longer text is of no interest.
    private const string Longest = "5000";
    private const string Calls = "trace=fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg";

    private readonly TemporaryDirectory _folder = new();
    private AppProcess? _app;

    private TracedApp()
    {
    }

    public HttpClient Client => _app!.Client;

    public string TraceFile => _folder.File("trace");

    public static async Task<TracedApp> StartAsync()
    {
        var traced = new TracedApp();
        try
        {
            traced._app = await AppProcess.StartAsync(["--development"], under:
            [
                "strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", Longest, "-e", Calls, "-e", "signal=none", "-o", traced.TraceFile,
            ]);
            return traced;
        }
        catch
        {
            await traced.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the program to end; the trace is whole afterwards.</summary>
    public Task StopAsync() => _app!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }
}
