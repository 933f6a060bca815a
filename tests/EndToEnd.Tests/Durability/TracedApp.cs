using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>The program under strace: what it writes to files and sockets, and when the disk has it, in order.</summary>
internal sealed class TracedApp : IAsyncDisposable
{
    // Pages of the database are 4,096 bytes; a longer text is of no interest.
    private const string Longest = "5000";
    private const string Calls = "trace=fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg";

    private readonly Process _strace;

    private TracedApp(Process strace, HttpClient client, string directory) => (_strace, Client, Folder) = (strace, client, directory);

    public HttpClient Client { get; }

    public string Folder { get; }

    public string TraceFile => FileIn(Folder);

    public static async Task<TracedApp> StartAsync()
    {
        string directory = Directory.CreateTempSubdirectory("datasharing-trace-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo("strace",
        [
            "-f", "--seccomp-bpf", "-qq", "-y", "-s", Longest, "-e", Calls, "-e", "signal=none", "-o", FileIn(directory),
            "dotnet", AppProcess.Program, "--development", "--data", Path.Combine(directory, "data"), "--urls",
            address.OriginalString.TrimEnd('/'),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Journal__Directory"] = Path.Combine(directory, "data");
        Process strace = Process.Start(start)!;
        strace.OutputDataReceived += (_, _) => { };
        strace.ErrorDataReceived += (_, _) => { };
        strace.BeginOutputReadLine();
        strace.BeginErrorReadLine();
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = address };
        var app = new TracedApp(strace, client, directory);
        for (long since = Environment.TickCount64; !await app.AnswersAsync(); await Task.Delay(20))
        {
            if (!strace.HasExited && Environment.TickCount64 - since < 120_000)
                continue;
            await app.DisposeAsync();
            throw new InvalidOperationException("the traced program did not come up");
        }

        return app;
    }

    /// <summary>Asks the program to end; the trace is whole afterwards.</summary>
    public async Task StopAsync()
    {
        string children = $"/proc/{_strace.Id}/task/{_strace.Id}/children";
        foreach (string child in (await File.ReadAllTextAsync(children)).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            using var kill = Process.Start("kill", ["-TERM", child]);
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _strace.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_strace.HasExited)
        {
            _strace.Kill(entireProcessTree: true);
            await _strace.WaitForExitAsync();
        }

        _strace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string FileIn(string directory) => Path.Combine(directory, "trace");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync(new Uri("health", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
