using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.EndToEnd.Tests.Restoring;

/// <summary>Copies are put back, journals are lost or torn: what she stopped stays stopped, or nothing is served at all.</summary>
public sealed class JournalTests
{
    private const string Verb = "accept-journal-loss", Elsewhere = "elsewhere-9";

    private static readonly object Confirmed = new { identifiedBy = "document", evidence = "note-5" };

    [Fact]
    public async Task Start_WhenTheWholeDataDirectoryIsRestoredFromACopy_ServesNothingThatWasStopped()
    {
        using var installation = new Installation();
        ReadyCase stopped, other;
        await using (RunningApp app = await installation.StartAsync())
            (stopped, other) = (await ReadyCase.OpenAsync(app), await ReadyCase.OpenAsync(app));
        string copy = installation.CopyData();
        await using (RunningApp app = await installation.StartAsync())
            await stopped.StopAsync(app);
        installation.Restore(copy);

        await using RunningApp restored = await installation.StartAsync();
        (await stopped.CollectAsync(restored)).MustBe("sharing-stopped");
        await other.CollectedAsync(restored);
    }

    [Fact]
    public async Task Start_WhenTheJournalIsDeletedOrTorn_RefusesAndNamesTheRemedy()
    {
        using var installation = new Installation();
        ReadyCase stopped;
        await using (RunningApp app = await installation.StartAsync())
        {
            stopped = await ReadyCase.OpenAsync(app);
            await stopped.StopAsync(app);
        }

        byte[] whole = await File.ReadAllBytesAsync(installation.Journal);
        await File.WriteAllBytesAsync(installation.Journal, whole[..^60]);
        Assert.Contains(Verb, await installation.RefusedAsync(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(installation.Journal, []);
        Assert.Contains(Verb, await installation.RefusedAsync(), StringComparison.Ordinal);
        File.Delete(installation.Journal);
        Assert.Contains(Verb, await installation.RefusedAsync(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(
            Directory.GetDirectories(Path.Combine(installation.State, "DataSharing")).Single() + "/stop-journal", whole);
        await using RunningApp again = await installation.StartAsync();
        (await stopped.CollectAsync(again)).MustBe("sharing-stopped");
    }

    [Fact]
    public async Task Start_WhenDatabaseAndJournalAreRestoredButTheKeysKnowMore_Refuses()
    {
        using var installation = new Installation();
        ReadyCase stopped;
        await using (RunningApp app = await installation.StartAsync())
            stopped = await ReadyCase.OpenAsync(app);
        (string? copy, byte[]? journal) = (installation.CopyData(), await File.ReadAllBytesAsync(installation.Journal));
        await using (RunningApp app = await installation.StartAsync())
            await stopped.StopAsync(app);
        foreach (string file in Directory.GetFiles(installation.Data, "*.db*"))
            File.Delete(file);
        foreach (string file in Directory.GetFiles(copy, "*.db*"))
            File.Copy(file, Path.Combine(installation.Data, Path.GetFileName(file)));
        await File.WriteAllBytesAsync(installation.Journal, journal);

        Assert.Contains(Verb, await installation.RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcceptJournalLoss_WhenTheJournalIsLost_OpensWithEveryCaseStoppedAndSealed()
    {
        using var installation = new Installation();
        ReadyCase one, other;
        await using (RunningApp app = await installation.StartAsync())
        {
            (one, other) = (await ReadyCase.OpenAsync(app), await ReadyCase.OpenAsync(app));
            // The first manager, once more: with another staff id, in another agency.
            await Country.TwoPersonsAsync(
                app.Api, $"registrations/{Agencies.Advocate.Id}/persons",
                new PersonInput
                {
                    Id = Elsewhere,
                    Subject = Country.RegistryPersons[0].Split('/')[1],
                    Roles = [Roles.RegistryManage],
                    VettedUntil = DateTimeOffset.UtcNow.AddYears(1),
                },
                Country.SecondManager);
        }

        string copy = installation.CopyData();
        await using (RunningApp app = await installation.StartAsync())
            await one.StopAsync(app);
        installation.Restore(copy);
        installation.LoseJournal();
        Assert.Contains(Verb, await installation.RefusedAsync(), StringComparison.Ordinal);

        await PersonsAreCheckedAsync(installation);
        (int Code, string Output, string Errors) done = await installation.RunAsync(
            Verb, "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1]);
        Assert.True(done.Code == 0, done.Errors);

        await using RunningApp opened = await installation.StartAsync();
        (await one.CollectAsync(opened)).MustBe("sharing-stopped");
        (await other.CollectAsync(opened)).MustBe("sharing-stopped");
        (await opened.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{other.Case}/record")).MustBe("state-conflict");
        (await opened.Api.PostAsync(Agencies.Shelter.Worker, $"cases/{other.Case}/confirmation", Confirmed)).MustBe("not-found");
        (await opened.Api.PostAsync(
            Agencies.Advocate.Worker, $"cases/{other.Case}/confirmation", Confirmed)).Must(204);
        (await opened.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{other.Case}/record")).Must(200);
        (await other.CollectAsync(opened)).MustBe("sharing-stopped");
        (await opened.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{one.Case}/record")).MustBe("state-conflict");
        string log = (await opened.Api.GetAsync(Agencies.Advocate.Dpo, $"access-log?case={other.Case}")).Must(200).Text;
        Assert.Contains("case.sealed", log, StringComparison.Ordinal);
        Assert.Contains("case.confirmed", log, StringComparison.Ordinal);
        Assert.Contains("note-5", log, StringComparison.Ordinal);
        Assert.All(Country.RegistryPersons, person => Assert.Contains(person.Split('/')[1], log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AcceptJournalLoss_WhenALineIsDamaged_TellsHowManyCouldNotBeRead()
    {
        using var installation = new Installation();
        await using (RunningApp app = await installation.StartAsync())
            foreach (ReadyCase? one in new[]
                {
                    await ReadyCase.OpenAsync(app), await ReadyCase.OpenAsync(app), await ReadyCase.OpenAsync(app),
                })
                await one.StopAsync(app);
        string[] lines = await File.ReadAllLinesAsync(installation.Journal);
        lines[2] = lines[2].Replace("\"all\"", "\"alL\"", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(installation.Journal, lines);
        Assert.Contains("line 3", await installation.RefusedAsync(), StringComparison.Ordinal);
        (int Code, string Output, string Errors) done = await installation.RunAsync(
            Verb, "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1]);
        Assert.True(done.Code == 0, done.Errors);
        Assert.StartsWith("1 lines of the lost journal could not be read", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcceptJournalLoss_WhenTheSealedDatabaseIsRestoredFromBefore_SealsAgain()
    {
        using var installation = new Installation();
        ReadyCase one;
        await using (RunningApp app = await installation.StartAsync())
            one = await ReadyCase.OpenAsync(app);
        installation.LoseJournal();
        Assert.Equal(
            0, (await installation.RunAsync(Verb, "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1])).Code);
        string copy = installation.CopyData();
        await using (RunningApp app = await installation.StartAsync())
            (await app.Api.PostAsync(Agencies.Advocate.Worker, $"cases/{one.Case}/confirmation", Confirmed)).Must(204);
        installation.Restore(copy);

        await using RunningApp restored = await installation.StartAsync();
        (await restored.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{one.Case}/record")).MustBe("state-conflict");
    }

    [Fact]
    public async Task AcceptJournalLoss_WhenNothingIsLost_Refuses()
    {
        using var installation = new Installation();
        await using (await installation.StartAsync())
        {
        }

        (int Code, string Output, string Errors) refused = await installation.RunAsync(
            Verb, "--first", Country.RegistryPersons[0], "--second", Country.RegistryPersons[1]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("whole", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheJournalStillLiesInTheDataDirectory_MovesItToItsPlace()
    {
        using var installation = new Installation();
        ReadyCase stopped;
        await using (RunningApp app = await installation.StartAsync())
        {
            stopped = await ReadyCase.OpenAsync(app);
            await stopped.StopAsync(app);
        }

        string former = Path.Combine(installation.Data, "stop-journal");
        File.Move(installation.Journal, former);
        await using (RunningApp app = await installation.StartAsync())
            (await stopped.CollectAsync(app)).MustBe("sharing-stopped");
        Assert.False(File.Exists(former));
        Assert.NotEmpty(await File.ReadAllBytesAsync(installation.Journal));
    }

    private static async Task PersonsAreCheckedAsync(Installation installation)
    {
        string manager = Country.RegistryPersons[0];
        foreach (string second in new[] { manager, $"{Agencies.Advocate.Id}/{Elsewhere}", "nobody/there", Agencies.Advocate.Id + "/"
            + Agencies.Advocate.Worker.Person, "one-word" })
        {
            (int Code, string Output, string Errors) refused = await installation.RunAsync(Verb, "--first", manager, "--second", second);
            Assert.Equal(1, refused.Code);
            Assert.Contains("--second", refused.Errors, StringComparison.Ordinal);
            Assert.Equal(
                second == manager || second.EndsWith(Elsewhere, StringComparison.Ordinal),
                refused.Errors.Contains("same person", StringComparison.Ordinal));
        }

        Assert.Equal(2, (await installation.RunAsync(Verb, "--first", manager)).Code);
    }
}
