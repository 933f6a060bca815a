using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DataSharing.EndToEnd.Tests.Integration;

/// <summary>
/// A foreign proxy that holds each request and each answer against a document: Prism, as a process of its own. What contradicts the
/// document is answered with an error of the proxy's, and is in its log.
/// </summary>
internal sealed class ValidatingProxy : IAsyncDisposable
{
    // The proxy's signs of an error and of a warning.
    private static readonly char[] Complaints = ['✖', '⚠'];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private ValidatingProxy(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>How many answers of the server went through.</summary>
    public int Answers => _log.Count(line => line.Contains("Received forward response", StringComparison.Ordinal));

    /// <param name="document">The file of the document.</param>
    /// <param name="server">Where it sends what it gets.</param>
    public static async Task<ValidatingProxy> StartAsync(string document, Uri server)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("node",
        [
            Path.Combine(Node.Folder, "node_modules", "@stoplight", "prism-cli", "dist", "index.js"), "proxy", document,
            server.OriginalString.TrimEnd('/'), "--errors", "--host", address.Host, "--port", $"{address.Port}",
        ])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        var proxy = new ValidatingProxy(new Process { StartInfo = start }, address);
        proxy._process.OutputDataReceived += (_, line) => proxy.Note(line.Data);
        proxy._process.ErrorDataReceived += (_, line) => proxy.Note(line.Data);
        proxy._process.Start();
        proxy._process.BeginOutputReadLine();
        proxy._process.BeginErrorReadLine();
        await Wait.UntilAsync(() => proxy._process.HasExited || proxy.Says("is listening on"));
        Assert.True(!proxy._process.HasExited, string.Join('\n', proxy._log));
        return proxy;
    }

    /// <summary>
    /// Whatever it has complained of. Its log may lag behind its answers: a call that it cannot but refuse is sent, and its line waited
    /// for. So there is always one complaint, the last, and a log that is not understood shows none.
    /// </summary>
    public async Task<IReadOnlyList<string>> ComplaintsAsync(HttpClient http)
    {
        string mark = $"x{Guid.NewGuid():N}";
        using HttpResponseMessage refused = await http.PostAsync(new Uri(Address, $"/api/v1/{mark}"), null);
        Assert.False(refused.IsSuccessStatusCode);
        await Wait.UntilAsync(() => Complained().Any(line => line.Contains(mark, StringComparison.Ordinal)));
        return [.. Complained().TakeWhile(line => !line.Contains(mark, StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private IEnumerable<string> Complained() => _log.Where(line => line.IndexOfAny(Complaints) >= 0);

    private bool Says(string words) => _log.Any(line => line.Contains(words, StringComparison.Ordinal));

    private void Note(string? line)
    {
        if (line is not null)
            _log.Enqueue(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
