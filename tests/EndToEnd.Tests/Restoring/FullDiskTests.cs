using System.Diagnostics;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Restoring;

/// <summary>
/// The disk of data and journal is full: stops still commit, everything else says that it did not, and so does readiness.
/// </summary>
public sealed class FullDiskTests
{
    [SmallDiskFact]
    public async Task Stop_WhenTheDiskIsFull_StillStops()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync();
        await using RunningApp app = await RunningApp.OnAsync(
            disk.Data, new Dictionary<string, string> { ["Journal__Directory"] = disk.Data });
        ReadyCase first = await ReadyCase.OpenAsync(app), second = await ReadyCase.OpenAsync(app);
        // Room for the space that is kept, which comes shortly after the start; a disk of this size is getting full all the time.
        await EventuallyAsync(app, 200, checks => (string?)checks["space"] == "low");

        disk.Fill();
        await EventuallyAsync(app, 503, checks => (string?)checks["store"] == "failed");
        (await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", Given.Adult())).MustBe("unavailable");
        await first.StopAsync(app);
        await second.StopAsync(app);
        (await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", Given.Adult())).MustBe("unavailable");
        (await first.CollectAsync(app)).MustBe("sharing-stopped");
        (await second.CollectAsync(app)).MustBe("sharing-stopped");

        disk.Empty();
        // Room is looked for once a second.
        await EventuallyAsync(app, 200, checks => (string?)checks["store"] == "ok");
        (await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", Given.Adult())).Must(201);
    }

    private static Task<Answer> EventuallyAsync(RunningApp app, int status, Func<JsonNode, bool> wanted) => Wait.UntilAsync(
        () => app.Api.SendAsync(null, HttpMethod.Get, "/ready"), ready => ready.Status == status && wanted(ready.Json["checks"]!));
}

/// <summary>A file system in memory of some megabytes; only root can make one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Size = "48m";
    private readonly DirectoryInfo _at = Directory.CreateTempSubdirectory("datasharing-disk-");

    public string Data => Directory.CreateDirectory(Path.Combine(_at.FullName, "data")).FullName;

    /// <summary>The file that takes up the room.</summary>
    public string Ballast => Path.Combine(_at.FullName, "ballast");

    public static bool CanBeMade =>
        OperatingSystem.IsLinux() && Environment.UserName == "root"
            && Run("unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt") == 0;

    public static Task<SmallDisk> MountAsync()
    {
        var disk = new SmallDisk();
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=" + Size, "none", disk._at.FullName));
        return Task.FromResult(disk);
    }

    /// <summary>To the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (int length in new[] { 1024 * 1024, 4096, 1 })
        {
            try
            {
                for (byte[] some = new byte[length]; ;)
                    file.Write(some);
            }
            catch (IOException)
            {
                // This much does not fit any more.
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // The program may still be on its way out.
        for (int tries = 0; Run("umount", _at.FullName) != 0 && tries < 50; tries++)
            await Task.Delay(100);
        _at.Delete(recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>A test that needs a small disk; skipped, saying why, where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly string? Missing = SmallDisk.CanBeMade ? null : "a small file system can be mounted by root alone, on Linux";

    public SmallDiskFactAttribute() => Skip = Missing!;
}
