using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests;

/// <summary>One run of <c>tour --exit</c>, in a temporary directory of its own that must be empty afterwards.</summary>
public partial class TourRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("datasharing-tour-test-");

    /// <summary>Further arguments.</summary>
    protected virtual IReadOnlyList<string> More => [];

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string[] Lines => [.. Output.Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>What the summary says of each request: outcome, reason and what was asked, without the time it took.</summary>
    public IReadOnlyList<string> Outcomes => [.. Lines.SkipWhile(line => line != "Summary").Skip(4).TakeWhile(line => line.Length > 0)
        .Select(line => TimeColumn().Replace(line, " "))];

    public IReadOnlyList<string> LeftBehind { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet", [AppProcess.Program, "tour", "--exit", "--urls", "http://127.0.0.1:0", .. More])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // Where .NET looks for the temporary folder on Unix and on Windows.
        foreach (string name in new[] { "TMPDIR", "TMP", "TEMP" })
            start.Environment[name] = _temporary.FullName;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"the tour did not end within {Patience}\n{await output}\n{await errors}");
        }

        (ExitCode, Output, Errors) = (process.ExitCode, await output, await errors);
        // The runtime keeps its own diagnostic sockets there.
        LeftBehind = [.. _temporary.EnumerateFileSystemInfos().Select(left => left.Name).Where(name => name.StartsWith("datasharing", StringComparison.Ordinal))];
    }

    public Task DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"\s+\d+(\.\d+)? m?s\s+")]
    private static partial Regex TimeColumn();
}
