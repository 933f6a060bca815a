namespace DataSharing.EndToEnd.Tests.Move;

/// <summary>Two data directories, an export between them, and the verbs as an operator runs them: each a process of its own.</summary>
internal sealed class Moving : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("datasharing-move-");

    public string Source => Directory.CreateDirectory(In("source")).FullName;

    public string Target => Directory.CreateDirectory(In("target")).FullName;

    public string Export => In("export");

    public string KeyFile => In("transfer-key.json");

    public string Journal => Path.Combine(Source, "stop-journal");

    public string In(string name) => Path.Combine(_root.FullName, name);

    public static async Task<Ended> RunAsync(string data, string verb, params string[] options)
    {
        await using var process = AppProcess.Launch([verb, "--development", .. options], data);
        return new Ended(await process.WaitForExitAsync(), process.Output, process.Errors);
    }

    /// <summary>The target makes its key, the source exports for it. Returns what the export printed.</summary>
    public async Task<string> ExportAsync()
    {
        Ended key = (await RunAsync(Target, "transfer-key")).Must(0);
        await File.WriteAllTextAsync(KeyFile, key.Output);
        Ended done = (await RunAsync(Source, "export", "--for", KeyFile, "--to", Export)).Must(0);
        Assert.Contains(key.Errors.Split(' ')[1].TrimEnd(':'), done.Output, StringComparison.Ordinal);
        return done.Output;
    }

    public Task<Ended> ImportAsync(params string[] options) => RunAsync(Target, "import", ["--from", Export, .. options]);

    public void Dispose() => _root.Delete(recursive: true);
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    public Ended Must(int code)
    {
        Assert.True(Code == code, $"expected {code}, ended with {Code}: {Output} {Errors}");
        return this;
    }

    /// <summary>Refused with one line that names it.</summary>
    public void RefusedNaming(string named)
    {
        Must(1);
        Assert.Contains(named, Errors, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", Errors + Output, StringComparison.Ordinal);
    }
}
