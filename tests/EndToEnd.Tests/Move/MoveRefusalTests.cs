using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Move;

/// <summary>What an export or import refuses: one line that names it, exit code 1, nothing written.</summary>
public sealed class MoveRefusalTests : IAsyncLifetime, IDisposable
{
    private readonly Moving _moving = new();

    private string Manifest => Path.Combine(_moving.Export, "manifest.json");

    public async Task InitializeAsync()
    {
        await using (RunningApp source = await RunningApp.OnAsync(_moving.Source))
        {
            World world = await World.OpenAsync(source, Agencies.Advocate);
            await world.WithdrawAsync();
        }

        await _moving.ExportAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _moving.Dispose();

    [Fact]
    public async Task Import_WhenTheExportIsNotWhole_NamesTheFileAndWritesNothing()
    {
        foreach (string file in Directory.GetFiles(_moving.Export).Order())
        {
            byte[] whole = await File.ReadAllBytesAsync(file);
            byte[] changed = (byte[])whole.Clone();
            changed[changed.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            (await _moving.ImportAsync()).RefusedNaming(file);
            await File.WriteAllBytesAsync(file, whole.AsMemory(0, whole.Length - 1));
            (await _moving.ImportAsync()).RefusedNaming(file);
            File.Delete(file);
            (await _moving.ImportAsync()).RefusedNaming(file);
            await File.WriteAllBytesAsync(file, whole);
        }

        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(Manifest))!;
        manifest["version"] = 2;
        byte[] kept = await File.ReadAllBytesAsync(Manifest);
        await File.WriteAllTextAsync(Manifest, manifest.ToJsonString());
        (await _moving.ImportAsync()).RefusedNaming("format 2");
        await File.WriteAllBytesAsync(Manifest, kept);
        (await _moving.ImportAsync("--digest", new string('0', 64))).RefusedNaming(Manifest);

        // Nothing of all this had been written: the target still takes it.
        (await _moving.ImportAsync()).Must(0);
    }

    [Fact]
    public async Task Import_WhenItIsForAnotherTargetOrIntoOtherData_IsRefused()
    {
        string elsewhere = Directory.CreateDirectory(_moving.In("elsewhere")).FullName;
        (await Moving.RunAsync(elsewhere, "import", "--from", _moving.Export)).RefusedNaming(Manifest);
        await using (RunningApp used = await RunningApp.OnAsync(_moving.Target))
            await World.OpenAsync(used, Agencies.Advocate);
        (await _moving.ImportAsync()).RefusedNaming("already");
    }

    [Fact]
    public async Task Import_WhenTheJournalIsNotItsOwn_IsRefused()
    {
        string journal = _moving.In("journal");
        await File.WriteAllTextAsync(journal, "");
        (await _moving.ImportAsync("--journal", journal)).RefusedNaming(journal);
        await File.WriteAllTextAsync(journal, "0123456789abcdef {}\n");
        (await _moving.ImportAsync("--journal", journal)).RefusedNaming("line 1");
        (await _moving.ImportAsync("--journal", _moving.In("none"))).RefusedNaming(_moving.In("none"));
    }

    [Fact]
    public async Task Import_WhenRunAgain_ChangesNothing()
    {
        (await _moving.ImportAsync()).Must(0);
        byte[] first = await File.ReadAllBytesAsync(Path.Combine(_moving.Target, "stop-journal"));
        await using (RunningApp target = await RunningApp.OnAsync(_moving.Target))
            await World.OpenAsync(target, Agencies.Advocate);
        byte[] database = await File.ReadAllBytesAsync(Path.Combine(_moving.Target, "data.db"));
        Ended again = (await _moving.ImportAsync()).Must(0);
        Assert.Contains("imported before", again.Output, StringComparison.Ordinal);
        Assert.Equal(database, await File.ReadAllBytesAsync(Path.Combine(_moving.Target, "data.db")));
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(_moving.Target, "stop-journal")));
    }

    [Fact]
    public async Task Export_WhenAnEngineRunsOrSomethingIsWrong_IsRefused()
    {
        await using (await RunningApp.OnAsync(_moving.Source))
            (await Moving.RunAsync(
                _moving.Source, "export", "--for", _moving.KeyFile, "--to", _moving.In("other"))).RefusedNaming("in use by another engine");
        Assert.False(Directory.Exists(_moving.In("other")));
        (await Moving.RunAsync(_moving.Source, "export", "--for", _moving.KeyFile, "--to", _moving.Export)).RefusedNaming(_moving.Export);
        (await Moving.RunAsync(
            _moving.Source, "export", "--for", _moving.In("none"), "--to", _moving.In("other"))).RefusedNaming(_moving.In("none"));
        await File.WriteAllTextAsync(_moving.In("bad"), "{}");
        (await Moving.RunAsync(
            _moving.Source, "export", "--for", _moving.In("bad"), "--to", _moving.In("other"))).RefusedNaming(_moving.In("bad"));
        Assert.Equal(2, (await Moving.RunAsync(_moving.Source, "export", "--to", _moving.In("other"))).Code);
        Assert.Equal(2, (await Moving.RunAsync(_moving.Source, "import", "--from", _moving.Export, "--what", "x")).Code);
    }
}
