using DataSharing.ClockHost;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>The program as a process of its own, with a clock that the test sets.</summary>
internal sealed class ClockedApp : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ClockHost.dll");
    private readonly string _folder;

    private ClockedApp(string folder, SteppedClock clock, AppProcess process) => (_folder, Clock, Process) = (folder, clock, process);

    public SteppedClock Clock { get; }

    public AppProcess Process { get; }

    /// <summary>Set by who knows whose tokens the process trusts.</summary>
    public Api Api { get; set; } = null!;

    public static async Task<ClockedApp> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        string folder = Directory.CreateTempSubdirectory("datasharing-clock-").FullName;
        string file = Path.Combine(folder, "clock");
        var clock = new SteppedClock(file);
        try
        {
            var whole = new Dictionary<string, string>(RunningApp.Settings.Concat(environment)) { [SteppedClock.Variable] = file };
            return new ClockedApp(folder, clock, await AppProcess.StartAsync(["--development"], environment: whole, program: Program));
        }
        catch
        {
            clock.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Clock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
