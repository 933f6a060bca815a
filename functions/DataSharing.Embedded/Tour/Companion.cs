using System.Diagnostics;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Tour;

/// <summary>What <c>--profile NAME</c> stands for; a file of <c>Profiles</c> beside the program.</summary>
/// <param name="About">What it changes, for the tour's first lines.</param>
/// <param name="Command">The program to start; it writes the settings under which it is reached as one line of JSON and ends with
/// its input.</param>
/// <param name="Near">A file; the program runs in the directory above this one that holds it.</param>
/// <param name="Worker">The program that runs the app as a worker of Azure Functions on these services, started after them; null:
/// there is none.</param>
internal sealed record Profile(string About, IReadOnlyList<string> Command, string Near, IReadOnlyList<string>? Worker = null)
{
    private const string Folder = "Profiles";
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <exception cref="UsageException">There is no such profile.</exception>
    public static Profile Read(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, Folder);
        string[] known = [.. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];
        return known.Contains(name, StringComparer.Ordinal)
            ? JsonSerializer.Deserialize<Profile>(File.ReadAllBytes(Path.Combine(folder, name + ".json")), Format)!
            : throw new UsageException($"there is no profile '{name}'; profiles are {string.Join(", ", known)}");
    }
}

/// <summary>What a companion writes.</summary>
/// <param name="Settings">Where its services are.</param>
/// <param name="Environment">What libraries read from the process's environment alone, such as an endpoint for identities.</param>
internal sealed record CompanionAnswer(IReadOnlyDictionary<string, string?> Settings, IReadOnlyDictionary<string, string?> Environment);

/// <summary>A program that runs as long as the tour and tells the settings under which it is reached.</summary>
internal sealed class Companion : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private Companion(Process process, IReadOnlyDictionary<string, string?> settings) => (_process, Settings) = (process, settings);

    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <exception cref="StartRefusedException">It is not there, or ended before it told its settings.</exception>
    public static Task<Companion> StartAsync(Profile profile) =>
        StartAsync(profile.Command, profile.Near, new Dictionary<string, string?>());

    /// <param name="settings">For its environment.</param>
    /// <exception cref="StartRefusedException">As above.</exception>
    public static Task<Companion> StartWorkerAsync(Profile profile, string url, IReadOnlyDictionary<string, string?> settings) =>
        StartAsync([.. profile.Worker!, "--", "--url", url], profile.Near, settings);

    private static async Task<Companion> StartAsync(
        IReadOnlyList<string> command, string near, IReadOnlyDictionary<string, string?> settings)
    {
        string folder = FindFolder(near)
            ?? throw new StartRefusedException(
                $"the profile starts '{string.Join(' ', command)}' of a checkout of this project, but {AppContext.BaseDirectory} lies in "
                    + "none; start it by hand and give the settings that it writes in the environment");
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string? value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        Process process = Process.Start(start) ?? throw new StartRefusedException($"{command[0]} could not be started");
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (!line.StartsWith('{'))
                    continue;
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                CompanionAnswer answer = JsonSerializer.Deserialize<CompanionAnswer>(line, Profile.Format)!;
                foreach ((string name, string? value) in answer.Environment)
                    Environment.SetEnvironmentVariable(name, value);
                return new Companion(process, answer.Settings);
            }

            throw new StartRefusedException($"'{string.Join(' ', command)}' ended before it told its settings");
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw new StartRefusedException($"'{string.Join(' ', command)}' told no settings within {Patience.TotalMinutes:0} minutes");
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(_process);

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string? FindFolder(string holding)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, holding)))
                return folder.FullName;
        return null;
    }
}
