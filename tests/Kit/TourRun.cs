using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Embedded.Tour.Chapters;

namespace DataSharing.Tests.Kit;

/// <summary>One run of <c>tour --exit</c>, in a temporary directory of its own that must be empty afterwards.</summary>
public partial class TourRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Who and where she is. Other fields hold words that the tour's own sentences use too.
    private static readonly string[] Fields =
    [
        "identity.givenName", "identity.middleName", "identity.familyName", "identity.otherNames", "identity.dateOfBirth",
        "identity.placeOfBirth", "identity.appearance",
        "contact.residence", "contact.otherResidences", "contact.correspondenceAddress", "contact.phone.number", "contact.email.address",
        "contact.safeWording",
        "shelter.location", "finance.bankAccount", "document.passport", "dependants.identity", "family.elsewhere",
        "exploitation.traffickers", "exploitation.narrative",
    ];

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("datasharing-tour-test-");

    /// <summary>Values of a record of the tour that tell who and where the person is.</summary>
    public static IReadOnlyList<string> Telling(string record) =>
    [
        .. Records.Read(record)["fields"]!.AsArray().Where(field => Fields.Contains(field!["path"]!.GetValue<string>()))
            .Select(field => field!["value"]?.GetValue<string>()).OfType<string>(),
    ];

    /// <summary>Further arguments.</summary>
    protected virtual IReadOnlyList<string> More => [];

    /// <summary>Further variables of its environment.</summary>
    protected virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>();

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string[] Lines => [.. Output.Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>What the summary says of each request: outcome, reason and what was asked, without the time it took.</summary>
    public IReadOnlyList<string> Outcomes => [.. Lines.SkipWhile(line => line != "Summary").Skip(4).TakeWhile(line => line.Length > 0)
        .Select(line => TimeColumn().Replace(line, " "))];

    public IReadOnlyList<string> LeftBehind { get; private set; } = [];

    public virtual async Task InitializeAsync()
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
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
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
        LeftBehind = [.. _temporary.EnumerateFileSystemInfos().Select(left => left.Name)
            .Where(name => name.StartsWith("datasharing", StringComparison.Ordinal))];
    }

    public virtual Task DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"\s+\d+(\.\d+)? m?s\s+")]
    private static partial Regex TimeColumn();
}
