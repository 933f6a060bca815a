using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSharing.Worker.Tests.Support;

/// <summary>A host of the function app as a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _host;
    private readonly Process _worker;

    private HostProcess(Process host, Process worker, Uri address) => (_host, _worker, Address) = (host, worker, address);

    public Uri Address { get; }

    public static async Task<HostProcess> StartAsync(Services services)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WorkerHost.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string? value) in services.Settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["AzureWebJobsStorage"] = services.Storage;
        Process host = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            string line = await host.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException("the host ended before it told where it is");
            JsonNode settings = JsonNode.Parse(line)!["settings"]!;
            var worker = Process.GetProcessById(int.Parse(settings["Worker:Process"]!.GetValue<string>(), CultureInfo.InvariantCulture));
            return new HostProcess(host, worker, new Uri(settings["Worker:Address"]!.GetValue<string>()));
        }
        catch
        {
            host.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary><c>kill -9</c> of the host alone. Its worker, which nobody asks any more, is ended with this.</summary>
    public void Kill() => _host.Kill();

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in new[] { _host, _worker })
        {
            using (process)
            {
                if (!process.HasExited)
                    process.Kill();
                using var limit = new CancellationTokenSource(Patience);
                await process.WaitForExitAsync(limit.Token);
            }
        }
    }
}
