using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace DataSharing.Benchmarks.Support;

/// <summary>The built program as a process of its own, on a free loopback port, with limits no load of ours reaches.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(Process process, HttpClient client, double started) => (_process, Client, StartedAfter) = (process, client, started);

    public HttpClient Client { get; }

    /// <summary>Milliseconds from starting the process to its first answer.</summary>
    public double StartedAfter { get; }

    /// <summary>Resident memory in MiB, as the system counts it; NaN where it does not tell.</summary>
    public double ResidentMemory
    {
        get
        {
            string status = $"/proc/{_process.Id}/status";
            string? line = File.Exists(status)
                ? File.ReadLines(status).FirstOrDefault(one => one.StartsWith("VmRSS:", StringComparison.Ordinal))
                : null;
            return line is null ? double.NaN : double.Parse(line[6..^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Processor time that the program has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<Server> StartAsync(string directory)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        string program = Path.Combine(AppContext.BaseDirectory, "DataSharing.Embedded.dll");
        var start = new ProcessStartInfo(
            "dotnet", [program, "--development", "--data", directory, "--urls", address.OriginalString.TrimEnd('/')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string group in new[] { "Submit", "Other", "Decisions", "Log" })
        {
            start.Environment[$"RateLimits__{group}__PerMinute"] = "100000000";
            start.Environment[$"RateLimits__{group}__Burst"] = "100000000";
        }

        start.Environment["Journal__Directory"] = directory;

        long since = Stopwatch.GetTimestamp();
        Process process = Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        })
        { BaseAddress = address };
        while (!await AnswersAsync(client))
        {
            if (process.HasExited || Figures.Milliseconds(since) > 300_000)
                throw new InvalidOperationException("the program did not come up");
            await Task.Delay(5);
        }

        return new Server(process, client, Figures.Milliseconds(since));
    }

    /// <summary>Requests of a sample person or app carry its token from now on.</summary>
    public async Task<AuthenticationHeaderValue> TokenAsync(string principal)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = principal });
        using HttpResponseMessage answer = await Client.PostAsync(new Uri("development/token", UriKind.Relative), form);
        JsonElement token = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            using var ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _process.WaitForExitAsync(limit.Token);
        }

        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("health", UriKind.Relative));
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
