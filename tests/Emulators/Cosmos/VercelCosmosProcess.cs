using System.Diagnostics;
using System.Globalization;

namespace DataSharing.Emulators.Cosmos;

/// <summary>npm <c>@vercel/cosmosdb-server</c> (tests/node) as a child process: somebody else's idea of the service, in part.</summary>
public sealed class VercelCosmosProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private VercelCosmosProcess(Process process, int port) =>
        (_process, Uri) = (process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));

    public Uri Uri { get; }

    /// <exception cref="InvalidOperationException">It is not installed (run npm ci in tests/node) or did not start.</exception>
    public static async Task<VercelCosmosProcess> StartAsync(string nodeFolder)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(nodeFolder, "cosmosdb-server.mjs")])
        {
            WorkingDirectory = nodeFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Patience);
        if (int.TryParse(
            await process.StandardOutput.ReadLineAsync(limit.Token), NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            return new VercelCosmosProcess(process, port);
        process.Kill(entireProcessTree: true);
        process.Dispose();
        throw new InvalidOperationException("@vercel/cosmosdb-server did not start: run npm ci in tests/node, or tests/run.sh");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
