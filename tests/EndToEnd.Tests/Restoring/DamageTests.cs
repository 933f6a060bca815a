using System.Text.Json;
using DataSharing.EndToEnd.Tests.Support;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Restoring;

/// <summary>
/// Something of an installation is damaged or gone: the program says what and what to do, and never goes on as if nothing
/// were.
/// </summary>
public sealed class DamageTests
{
    [Fact]
    public async Task Start_WhenASecretIsGoneOrAnother_RefusesAndNamesIt()
    {
        using var installation = new Installation();
        await using (RunningApp app = await installation.StartAsync())
            await ReadyCase.OpenAsync(app);
        foreach (string name in new[] { "withdrawal-links", "opaque-ids", "log-seals" })
        {
            string path = Path.Combine(installation.Data, "keys", "secrets", name);
            byte[] secret = await File.ReadAllBytesAsync(path);
            File.Delete(path);
            string missing = await installation.RefusedAsync();
            Assert.Contains(name, missing, StringComparison.Ordinal);
            Assert.Contains("backup", missing, StringComparison.Ordinal);
            Assert.False(File.Exists(path));

            await File.WriteAllBytesAsync(path, new byte[32]);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Contains(name, await installation.RefusedAsync(), StringComparison.Ordinal);
            await File.WriteAllBytesAsync(path, secret);
        }

        await using RunningApp whole = await installation.StartAsync();
    }

    [Theory]
    [InlineData("data.db")]
    [InlineData("blobs.db")]
    public async Task Start_WhenADatabaseIsNoneOrHasADamagedPage_RefusesWithTheRemedy(string file)
    {
        using var installation = new Installation();
        await using (RunningApp app = await installation.StartAsync())
            await ReadyCase.OpenAsync(app);
        string path = Path.Combine(installation.Data, file);
        byte[] whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllTextAsync(path, new string('x', 8192));
        Assert.Contains("newest backup", await installation.RefusedAsync(), StringComparison.Ordinal);

        byte[] torn = (byte[])whole.Clone();
        // The first page after its header of a hundred bytes: the list of tables.
        torn.AsSpan(100, 3900).Fill(0xEE);
        await File.WriteAllBytesAsync(path, torn);
        Assert.Contains("newest backup", await installation.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheJournalCannotBeRead_RefusesWithTheRemedy()
    {
        using var installation = new Installation();
        await using (await installation.StartAsync())
        {
        }

        string journal = installation.Journal;
        File.Delete(journal);
        Directory.CreateDirectory(journal);
        Assert.Contains("stop journal", await installation.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRecord_WhenItsBlobIsDamaged_IsATypedProblem()
    {
        using var installation = new Installation();
        ReadyCase one;
        await using (RunningApp app = await installation.StartAsync())
            one = await ReadyCase.OpenAsync(app);
        await using (var blobs = new SqliteConnection($"Data Source={Path.Combine(installation.Data, "blobs.db")};Pooling=False"))
        {
            await blobs.OpenAsync();
            await using SqliteCommand damage = blobs.CreateCommand();
            damage.CommandText = "UPDATE blobs SET content = zeroblob(length(content))";
            Assert.True(await damage.ExecuteNonQueryAsync() >= 2);
        }

        await using RunningApp again = await installation.StartAsync();
        (await again.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{one.Case}/record")).MustBe("damaged");
        Assert.Equal(503, (await one.CollectAsync(again)).MustBe("unavailable").Status);
        await one.StopAsync(again);
    }

    [Fact]
    public async Task Verification_WhenTheDatabaseIsOlderThanTheKeysKnow_IsNotIntact()
    {
        using var installation = new Installation();
        ReadyCase one;
        await using (RunningApp app = await installation.StartAsync())
            one = await ReadyCase.OpenAsync(app);
        string copy = installation.CopyData();
        await using (RunningApp app = await installation.StartAsync())
        {
            await one.CollectedAsync(app);
            // Asked to stop, it tells the keys its latest write.
            Assert.Equal(0, await app.Process.StopAsync());
        }

        installation.RestoreDatabase(copy);
        await using RunningApp older = await installation.StartAsync();
        await IsSetBackAsync(older, one);
    }

    [Fact]
    public async Task Verification_WhenAVerbWroteToTheOlderDatabaseFirst_IsNotIntactEither()
    {
        using var installation = new Installation();
        ReadyCase one;
        await using (RunningApp app = await installation.StartAsync())
        {
            one = await ReadyCase.OpenAsync(app);
            await ReadyCase.OpenAsync(app);
            await ReadyCase.OpenAsync(app);
        }

        string copy = installation.CopyData();
        await using (RunningApp app = await installation.StartAsync())
        {
            await one.CollectedAsync(app);
            Assert.Equal(0, await app.Process.StopAsync());
        }

        installation.RestoreDatabase(copy);
        installation.LoseJournal();
        // It writes far more than the collection that is missing.
        (int Code, string Output, string Errors) done = await installation.RunAsync(
            "accept-journal-loss", "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1]);
        Assert.True(done.Code == 0, done.Errors);
        await using RunningApp older = await installation.StartAsync();
        await IsSetBackAsync(older, one);
    }

    [Theory]
    [InlineData("stop-journal-end")]
    [InlineData("database-end")]
    public async Task Start_WhenAMarkOfTheKeysIsDamaged_RefusesWithTheRemedy(string mark)
    {
        using var installation = new Installation();
        await using (await installation.StartAsync())
        {
        }

        string path = Path.Combine(installation.Data, "keys", mark);
        byte[] whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, new byte[512]);
        string refused = await installation.RefusedAsync();
        Assert.Contains(mark, refused, StringComparison.Ordinal);
        Assert.Contains("newest copy of the key directory", refused, StringComparison.Ordinal);
        (int Code, string Output, string Errors) verb = await installation.RunAsync(
            "accept-journal-loss", "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1]);
        Assert.Equal(1, verb.Code);
        Assert.Contains(mark, verb.Errors, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(path, whole);
        await using RunningApp again = await installation.StartAsync();
    }

    private static async Task IsSetBackAsync(RunningApp app, ReadyCase one)
    {
        JsonElement verified = (await app.Api.GetAsync(
            Agencies.Advocate.Dpo, $"access-log/verification?case={one.Case}")).Must(200).Element;
        Assert.False(verified.GetProperty("intact").GetBoolean(), verified.GetRawText());
        Assert.Equal("setBack", verified.GetProperty("defect").GetString());
    }
}
