using System.Diagnostics;
using System.Text.Json;

namespace DataSharing.Tests.Kit;

/// <summary>Runs a script of tests/node, which holds foreign readers of our formats and the browser.</summary>
public static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The folder tests/node of the repository, with its installed packages.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Runs <paramref name="script"/> and returns the JSON value it printed on standard output.</summary>
    /// <param name="script">File name in tests/node.</param>
    /// <param name="input">Written to standard input as JSON; null writes nothing.</param>
    /// <exception cref="InvalidOperationException">The script ended with another code than 0; the message holds its standard
    /// error.</exception>
    public static async Task<JsonElement> RunAsync(string script, object? input = null)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script)])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input).AsMemory(), limit.Token);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{script} did not end or did not read its input: {await errors}", failure);
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with code {process.ExitCode}: {await errors}");
        }

        using var json = JsonDocument.Parse(await output);
        return json.RootElement.Clone();
    }

    private static string FindFolder()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "DataSharing.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("the tests do not lie inside the repository");
        }

        return Path.Combine(directory.FullName, "tests", "node");
    }
}
