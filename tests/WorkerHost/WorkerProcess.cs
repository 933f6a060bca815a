using System.Diagnostics;
using System.Globalization;

namespace DataSharing.WorkerHost;

/// <summary>The function app as the Functions host starts it: <c>dotnet</c>, the app, and where its host listens.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private const string Program = "DataSharing.Functions.dll";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The app as it was built beside the tests.</summary>
    public static string BuiltApp { get; } = Path.GetFullPath(
        Path.Combine(
            AppContext.BaseDirectory, "..", "..", "DataSharing.Functions",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))));

    /// <param name="host">Where the host listens for workers.</param>
    /// <param name="worker">The worker's id.</param>
    /// <param name="settings">The app's settings, which a function app finds in its environment.</param>
    public static WorkerProcess Start(Uri host, string worker, IReadOnlyDictionary<string, string?> settings, WorkerLog log)
    {
        string request = Guid.NewGuid().ToString(), port = host.Port.ToString(CultureInfo.InvariantCulture),
        most = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(BuiltApp, Program), "--host", host.Host, "--port", port, "--workerId", worker, "--requestId", request,
            "--grpcMaxMessageLength", most,
            "--functions-uri", host.AbsoluteUri, "--functions-worker-id", worker, "--functions-request-id", request,
            "--functions-grpc-max-message-length", most,
        ])
        {
            WorkingDirectory = BuiltApp,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = BuiltApp;
        foreach ((string name, string? value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => log.AddOutput(line.Data);
        process.ErrorDataReceived += (_, line) => log.AddOutput(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process);
    }

    /// <summary>Waits for its end, and for the last line of what it wrote.</summary>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the worker did not end within {patience}");
        }
    }

    /// <summary><c>kill -9</c>: it gets no chance to finish anything.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitForExitAsync(Grace);
        _process.Dispose();
    }
}
