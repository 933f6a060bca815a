using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataSharing.Tests.Kit;

/// <summary>
/// The built single-machine program as a process of its own: a free port on loopback, a data directory that is deleted at
/// the end. Disposing asks it to stop and kills it if it does not.
/// </summary>
public sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly bool _ownsData;
    private readonly bool _isUnder;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private AppProcess(Process process, Uri address, string data, bool ownsData, bool isUnder)
    {
        _process = process;
        _ownsData = ownsData;
        _isUnder = isUnder;
        Address = address;
        DataDirectory = data;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = address,
        };
    }

    /// <summary>Base address, e.g. <c>http://127.0.0.1:43210/</c>.</summary>
    public Uri Address { get; }

    /// <summary>A client on <see cref="Address"/> that follows no redirect and keeps no cookie.</summary>
    public HttpClient Client { get; }

    public string DataDirectory { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => Snapshot(_output);

    public string Errors => Snapshot(_errors);

    /// <summary>The program's file, next to the tests because they reference its project.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "DataSharing.Embedded.dll");

    /// <summary>Starts the program with <c>--development</c> and waits until <c>/health</c> answers 200.</summary>
    /// <param name="data">A directory to open again, e.g. after <see cref="KillAsync"/>; null makes a new one that is deleted at the
    /// end.</param>
    /// <param name="arguments">Further arguments.</param>
    public static Task<AppProcess> StartAsync(string? data = null, params string[] arguments) =>
        StartAsync(["--development", .. arguments], data);

    /// <summary>As <see cref="StartAsync(string?, string[])"/>, with every argument and environment variable given.</summary>
    /// <param name="program">Another program that takes the same command line; null: <see cref="Program"/>.</param>
    /// <param name="under">A command that runs it as its child, such as a tracer; none: it runs by itself.</param>
    public static async Task<AppProcess> StartAsync(
        IReadOnlyList<string> arguments, string? data = null, IReadOnlyDictionary<string, string>? environment = null,
        string? program = null, params IReadOnlyList<string> under)
    {
        AppProcess app = Launch(arguments, data, environment, program, under);
        try
        {
            await app.WaitUntilReadyAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program without waiting, for tests of what it says when it refuses to start.</summary>
    public static AppProcess Launch(
        IReadOnlyList<string> arguments, string? data = null, IReadOnlyDictionary<string, string>? environment = null,
        string? program = null, params IReadOnlyList<string> under)
    {
        string folder = data ?? Directory.CreateTempSubdirectory("datasharing-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        string[] command =
            [.. under, "dotnet", program ?? Program, .. arguments, "--data", folder, "--urls", address.OriginalString.TrimEnd('/')];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The program's own default is a directory of the user; tests stay in theirs.
        start.Environment["Journal__Directory"] = folder;
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var app = new AppProcess(new Process { StartInfo = start }, address, folder, ownsData: data is null, isUnder: under.Count > 0);
        app._process.OutputDataReceived += (_, line) => Append(app._output, line.Data);
        app._process.ErrorDataReceived += (_, line) => Append(app._errors, line.Data);
        app._process.Start();
        app._process.StandardInput.Close();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    /// <summary>Waits for the program to end by itself and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>: the program gets no chance to finish anything. Its data directory stays until disposal.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the program is asked to stop. Returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Terminate();
        return WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        try
        {
            if (!_process.HasExited)
            {
                Terminate();
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                await _process.WaitForExitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
        finally
        {
            _process.Dispose();
            if (_ownsData && Directory.Exists(DataDirectory))
            {
                Directory.Delete(DataDirectory, recursive: true);
            }
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(); // drains both streams
                throw new InvalidOperationException($"the program ended with code {_process.ExitCode}\n{Output}\n{Errors}");
            }

            try
            {
                using HttpResponseMessage answer = await Client.GetAsync(new Uri("health", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(10);
        }

        throw new TimeoutException($"the program was not ready within {Patience}\n{Output}\n{Errors}");
    }

    private void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else if (!_process.HasExited)
        {
            // .NET itself can only kill; the system's own command sends SIGTERM. What runs it ends with it.
            string id = _process.Id.ToString(CultureInfo.InvariantCulture);
            string[] told = _isUnder ? File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries) : [id];
            using var kill = Process.Start("kill", ["-TERM", .. told]);
            kill.WaitForExit();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is not null)
        {
            lock (to)
            {
                to.AppendLine(line);
            }
        }
    }

    private static string Snapshot(StringBuilder from)
    {
        lock (from)
        {
            return from.ToString();
        }
    }
}
