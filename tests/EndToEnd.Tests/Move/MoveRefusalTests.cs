using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Move;

/// <summary>What an export or import refuses: one line that names it, exit code 1, nothing written.</summary>
public sealed class MoveRefusalTests : IAsyncLifetime, IDisposable
{
    private readonly Moving moving = new();

    private string Manifest => Path.Combine(moving.Export, "manifest.json");

    public async Task InitializeAsync()
    {
        await using (var source = await RunningApp.OnAsync(moving.Source))
        {
            var world = await World.OpenAsync(source, Agencies.Advocate);
            await world.WithdrawAsync();
        }

        await moving.ExportAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => moving.Dispose();

    [Fact]
    public async Task Import_WhenTheExportIsNotWhole_NamesTheFileAndWritesNothing()
    {
        foreach (var file in Directory.GetFiles(moving.Export).Order())
        {
            var whole = await File.ReadAllBytesAsync(file);
            var changed = (byte[])whole.Clone();
            changed[changed.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            (await moving.ImportAsync()).RefusedNaming(file);
            await File.WriteAllBytesAsync(file, whole.AsMemory(0, whole.Length - 1));
            (await moving.ImportAsync()).RefusedNaming(file);
            File.Delete(file);
            (await moving.ImportAsync()).RefusedNaming(file);
            await File.WriteAllBytesAsync(file, whole);
        }

        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Manifest))!;
        manifest["version"] = 2;
        var kept = await File.ReadAllBytesAsync(Manifest);
        await File.WriteAllTextAsync(Manifest, manifest.ToJsonString());
        (await moving.ImportAsync()).RefusedNaming("format 2");
        await File.WriteAllBytesAsync(Manifest, kept);
        (await moving.ImportAsync("--digest", new string('0', 64))).RefusedNaming(Manifest);

        // Nothing of all this had been written: the target still takes it.
        (await moving.ImportAsync()).Must(0);
    }

    [Fact]
    public async Task Import_WhenItIsForAnotherTargetOrIntoOtherData_IsRefused()
    {
        var elsewhere = Directory.CreateDirectory(moving.In("elsewhere")).FullName;
        (await Moving.RunAsync(elsewhere, "import", "--from", moving.Export)).RefusedNaming(Manifest);
        await using (var used = await RunningApp.OnAsync(moving.Target))
            await World.OpenAsync(used, Agencies.Advocate);
        (await moving.ImportAsync()).RefusedNaming("already");
    }

    [Fact]
    public async Task Import_WhenTheJournalIsNotItsOwn_IsRefused()
    {
        var journal = moving.In("journal");
        await File.WriteAllTextAsync(journal, "");
        (await moving.ImportAsync("--journal", journal)).RefusedNaming(journal);
        await File.WriteAllTextAsync(journal, "0123456789abcdef {}\n");
        (await moving.ImportAsync("--journal", journal)).RefusedNaming("line 1");
        (await moving.ImportAsync("--journal", moving.In("none"))).RefusedNaming(moving.In("none"));
    }

    [Fact]
    public async Task Import_WhenRunAgain_ChangesNothing()
    {
        (await moving.ImportAsync()).Must(0);
        var first = await File.ReadAllBytesAsync(Path.Combine(moving.Target, "stop-journal"));
        await using (var target = await RunningApp.OnAsync(moving.Target))
            await World.OpenAsync(target, Agencies.Advocate);
        var database = await File.ReadAllBytesAsync(Path.Combine(moving.Target, "data.db"));
        var again = (await moving.ImportAsync()).Must(0);
        Assert.Contains("imported before", again.Output, StringComparison.Ordinal);
        Assert.Equal(database, await File.ReadAllBytesAsync(Path.Combine(moving.Target, "data.db")));
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(moving.Target, "stop-journal")));
    }

    [Fact]
    public async Task Export_WhenAnEngineRunsOrSomethingIsWrong_IsRefused()
    {
        await using (await RunningApp.OnAsync(moving.Source))
            (await Moving.RunAsync(moving.Source, "export", "--for", moving.KeyFile, "--to", moving.In("other"))).RefusedNaming("in use by another engine");
        Assert.False(Directory.Exists(moving.In("other")));
        (await Moving.RunAsync(moving.Source, "export", "--for", moving.KeyFile, "--to", moving.Export)).RefusedNaming(moving.Export);
        (await Moving.RunAsync(moving.Source, "export", "--for", moving.In("none"), "--to", moving.In("other"))).RefusedNaming(moving.In("none"));
        await File.WriteAllTextAsync(moving.In("bad"), "{}");
        (await Moving.RunAsync(moving.Source, "export", "--for", moving.In("bad"), "--to", moving.In("other"))).RefusedNaming(moving.In("bad"));
        Assert.Equal(2, (await Moving.RunAsync(moving.Source, "export", "--to", moving.In("other"))).Code);
        Assert.Equal(2, (await Moving.RunAsync(moving.Source, "import", "--from", moving.Export, "--what", "x")).Code);
    }
}
