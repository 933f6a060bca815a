using System.Diagnostics;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Restoring;

/// <summary>
/// A data directory whose stop journal lies where the program puts it by itself, in a state directory of the test's own; and
/// what an operator does with copies of it.
/// </summary>
internal sealed class Installation : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("datasharing-restore-");
    private int _copies;

    public string Data => Path.Combine(_root.FullName, "data");

    public string State => Path.Combine(_root.FullName, "state");

    public string Journal => Directory.GetFiles(State, "stop-journal", SearchOption.AllDirectories).Single();

    public string Database => Path.Combine(Data, "data.db");

    private Dictionary<string, string> Settings => new() { ["Journal__Directory"] = "", ["XDG_STATE_HOME"] = State };

    public Task<RunningApp> StartAsync() => RunningApp.OnAsync(Directory.CreateDirectory(Data).FullName, Settings);

    /// <summary>Starts it where it is expected to refuse; what it said.</summary>
    public async Task<string> RefusedAsync()
    {
        await using var app = AppProcess.Launch(["--development"], Data, Settings);
        Assert.Equal(1, await app.WaitForExitAsync());
        Assert.DoesNotContain("   at ", app.Errors + app.Output, StringComparison.Ordinal);
        return app.Errors;
    }

    public async Task<(int Code, string Output, string Errors)> RunAsync(string verb, params string[] options)
    {
        await using var app = AppProcess.Launch([verb, "--development", .. options], Data, Settings);
        int code = await app.WaitForExitAsync();
        Assert.DoesNotContain("   at ", app.Errors + app.Output, StringComparison.Ordinal);
        return (code, app.Output, app.Errors);
    }

    /// <summary>A copy of everything in the data directory, keys among it, as backups make one. The program does not run.</summary>
    public string CopyData()
    {
        string to = Path.Combine(_root.FullName, $"copy-{++_copies}");
        Copy(Data, to);
        return to;
    }

    /// <summary>Puts a copy in the place of what is there.</summary>
    public void Restore(string copy)
    {
        Directory.Delete(Data, recursive: true);
        Copy(copy, Data);
    }

    /// <summary>Puts the database of a copy in the place of what is there; everything else stays. The program does not run.</summary>
    public void RestoreDatabase(string copy)
    {
        foreach (string file in Directory.GetFiles(Data, "data.db*"))
            File.Delete(file);
        foreach (string file in Directory.GetFiles(copy, "data.db*"))
            File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
    }

    public void LoseJournal() => Directory.Delete(State, recursive: true);

    public void Dispose() => _root.Delete(recursive: true);

    private static void Copy(string from, string to)
    {
        // With the modes, which the key directory insists on.
        using var copy = Process.Start("cp", ["-a", from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}

/// <summary>A case with something ready to be collected, and her code.</summary>
internal sealed record ReadyCase(string Case, string Ready, string Code)
{
    public static async Task<ReadyCase> OpenAsync(RunningApp app)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        string ready = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
        return new ReadyCase(world.Case, ready, (await world.IssueLinkAsync()).Code);
    }

    public async Task StopAsync(RunningApp app) =>
        Assert.Contains("Sharing is stopped", await app.Api.StopAsync(code: Code), StringComparison.Ordinal);

    public Task<Answer> CollectAsync(RunningApp app) => app.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{Ready}/collection");

    public async Task CollectedAsync(RunningApp app) => (await CollectAsync(app)).Must(200);
}
