using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.EndToEnd.Tests.Move;

/// <summary>An installation moves to another machine with a fresh key store, and goes on where it stood.</summary>
public sealed class MoveTests
{
    [Fact]
    public async Task Move_WhenExportedAndImported_GoesOnWhereItStood()
    {
        using var moving = new Moving();
        Before before;
        await using (RunningApp source = await RunningApp.OnAsync(moving.Source))
            before = await Before.PlayAsync(source);
        string exported = await moving.ExportAsync();
        HoldsNothingInClear(moving, before);
        string digest = exported.TrimEnd().Split(' ')[^1];
        Ended imported = (await moving.ImportAsync("--digest", digest)).Must(0);
        Assert.Equal(exported.Split('\n')[0]["exported ".Length..], imported.Output.Split('\n')[0]["imported and verified ".Length..]);
        LogsAreWhole(moving, before);

        await using RunningApp target = await RunningApp.OnAsync(moving.Target);
        Answer record = (await target.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{before.Case}/record")).Must(200);
        Assert.True(JsonNode.DeepEquals(before.RecordBody, JsonNode.Parse(record.Text)));
        Answer package = (await target.Api.PostAsync(
            Agencies.Shelter.Worker, $"sharing-requests/{before.Ready}/collection")).Must(200);
        Assert.Contains(before.Record.MarkOf("identity.givenName"), package.Text, StringComparison.Ordinal);
        (await target.Api.PostAsync(Agencies.Clinic.Worker, $"sharing-requests/{before.Stopped}/collection")).MustBe("sharing-stopped");
        (await target.Api.PostAsync(Agencies.Clinic.Worker, $"sharing-requests/{before.Fetched}/collection")).MustBe("sharing-stopped");
        await ReferencesStillLeadAsync(target, before);
        await OrchestrationsStartAnewAsync(target, before);
        Assert.Contains("Sharing is stopped", await target.Api.StopAsync(code: before.Code), StringComparison.Ordinal);
        Assert.Contains("Sharing is stopped", await target.Api.StopAsync(before.Secret), StringComparison.Ordinal);
        (await target.Api.PostAsync(
            Agencies.Shelter.Worker, $"sharing-requests/{before.LinkedReady}/collection")).MustBe("sharing-stopped");
        await LogVerifiesAsync(target, before);
    }

    [Fact]
    public async Task Import_WhenSheStoppedAfterTheExport_LetsHerStopWin()
    {
        using var moving = new Moving();
        string ready, code, unstopped;
        await using (RunningApp source = await RunningApp.OnAsync(moving.Source))
        {
            World world = await World.OpenAsync(source, Agencies.Advocate);
            await world.ConsentAsync("shelter-referral", Agencies.Shelter);
            ready = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
            code = (await world.IssueLinkAsync()).Code;
            World other = await World.OpenAsync(source, Agencies.Advocate);
            await other.ConsentAsync("shelter-referral", Agencies.Shelter);
            unstopped = (await other.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
        }

        await moving.ExportAsync();
        await using (RunningApp source = await RunningApp.OnAsync(moving.Source))
            Assert.Contains("Sharing is stopped", await source.Api.StopAsync(code: code), StringComparison.Ordinal);
        Ended imported = (await moving.ImportAsync("--journal", moving.Journal)).Must(0);
        Assert.Contains("that were newer: 1", imported.Output, StringComparison.Ordinal);

        await using RunningApp target = await RunningApp.OnAsync(moving.Target);
        (await target.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{ready}/collection")).MustBe("sharing-stopped");
        (await target.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{unstopped}/collection")).Must(200);
    }

    [Fact]
    public async Task Start_WhenAnOlderDatabaseIsRestoredBesideTheJournal_ServesNothingThatWasStopped()
    {
        using var moving = new Moving();
        string ready, unstopped, code;
        await using (RunningApp app = await RunningApp.OnAsync(moving.Source))
        {
            World world = await World.OpenAsync(app, Agencies.Advocate);
            await world.ConsentAsync("shelter-referral", Agencies.Shelter);
            ready = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
            code = (await world.IssueLinkAsync()).Code;
            World other = await World.OpenAsync(app, Agencies.Advocate);
            await other.ConsentAsync("shelter-referral", Agencies.Shelter);
            unstopped = (await other.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
        }

        string[] databases = [.. Directory.GetFiles(moving.Source, "*.db*")];
        Directory.CreateDirectory(moving.In("backup"));
        foreach (string file in databases)
            File.Copy(file, Path.Combine(moving.In("backup"), Path.GetFileName(file)));
        await using (RunningApp app = await RunningApp.OnAsync(moving.Source))
            await app.Api.StopAsync(code: code);
        foreach (string file in Directory.GetFiles(moving.Source, "*.db*"))
            File.Delete(file);
        foreach (string file in Directory.GetFiles(moving.In("backup")))
            File.Move(file, Path.Combine(moving.Source, Path.GetFileName(file)));

        await using RunningApp restored = await RunningApp.OnAsync(moving.Source);
        (await restored.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{ready}/collection")).MustBe("sharing-stopped");
        (await restored.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{unstopped}/collection")).Must(200);
    }

    // The codes and repeats rest on secrets outside of the database.
    private static async Task ReferencesStillLeadAsync(RunningApp target, Before before)
    {
        Assert.Equal(
            before.Repeatable,
            (await Before.Repeat(target.Api, before.Body, before.Key)).Must(202)["id"]);
        Answer asked = (await target.Api.PostAsync(
            Agencies.Shelter.Worker, "sharing-requests",
            new
            {
                direction = "ask",
                holder = Agencies.Advocate.Id,
                reference = before.HandOver,
                pathway = "shelter-referral",
            })).Must(202);
        Answer decided = await Outcome.UntilDecidedAsync(target, Agencies.Shelter.Worker, asked["id"]);
        Assert.NotEqual("NEUTRAL", decided["outcome"]);
    }

    // What was held goes on by the reviewer's word; what was fetched before the stop is chased and attested.
    private static async Task OrchestrationsStartAnewAsync(RunningApp target, Before before)
    {
        (await target.Api.PostAsync(
            Agencies.Advocate.Reviewer, $"sharing-requests/{before.Held}/review",
            new { action = "proceed", evidence = "ev-assessment" })).Must(202);
        (await target.Api.PostAsync(
            Agencies.Clinic.Worker, $"sharing-requests/{before.Fetched}/deletion-attestation",
            new { copies = "destroyed" })).Must(200);
        // What waited at the source goes on at the target.
        await Wait.UntilAsync(async () =>
        {
            using var store = new StoreReader(target.Process.DataDirectory);
            IReadOnlyDictionary<string, long> running = store.Orchestrations();
            bool isChased = store.List<WithdrawalDocument>(
                Partition.Case(before.Case), CaseIds.WithdrawalPrefix).Any(one => one.Value.State == WithdrawalState.Completed);
            Answer view = (await target.Api.GetAsync(Agencies.Advocate.Worker, "sharing-requests/" + before.Held)).Must(200);
            return isChased && view["status"] == "ready" && running.ContainsKey("SharingRequest-" + before.Ready);
        });
    }

    private static async Task LogVerifiesAsync(RunningApp target, Before before)
    {
        JsonElement verified = (await target.Api.GetAsync(
            Agencies.Advocate.Dpo, $"access-log/verification?case={before.Case}")).Must(200).Element;
        Assert.True(verified.GetProperty("intact").GetBoolean(), verified.GetRawText());
        JsonElement own = (await target.Api.GetAsync(Agencies.Advocate.Dpo, "access-log/verification")).Must(200).Element;
        Assert.True(own.GetProperty("intact").GetBoolean(), own.GetRawText());
        // The lists are made anew from the logs.
        Assert.Empty(before.Entries.Except(await Before.EntriesAsync(target.Api, before.Case)));
    }

    // Entry by entry, as they lie in both databases.
    private static void LogsAreWhole(Moving moving, Before before)
    {
        using var source = new StoreReader(moving.Source);
        using var target = new StoreReader(moving.Target);
        foreach (Partition partition in new[]
            {
                Partition.Case(before.Case), Partition.Case(before.Linked), Partition.Agency(Agencies.Advocate.Id),
                Partition.Agency(Agencies.Shelter.Id),
            })
        {
            IReadOnlyList<(string Id, LogEntry Value)> there = source.List<LogEntry>(partition, CaseIds.ChainedPrefix);
            IReadOnlyList<(string Id, LogEntry Value)> here = target.List<LogEntry>(partition, CaseIds.ChainedPrefix);
            Assert.Equal(there.Select(one => (one.Id, LogJson.Wire(one.Value))), here.Select(one => (one.Id, LogJson.Wire(one.Value))));
        }

        Assert.Empty(CaseAudit.Defects(target, before.Case));
    }

    private static void HoldsNothingInClear(Moving moving, Before before)
    {
        byte[][] keys = Directory.GetFiles(Path.Combine(moving.Source, "keys", "secrets")).Select(File.ReadAllBytes).ToArray();
        string[] marks = [
            .. before.Record.AllMarks,
            before.Case,
            before.Linked,
            "advocate-worker",
            "Willow",
            before.Secret,
            before.Code,
            "PRIVATE",
        ];
        foreach (string file in Directory.GetFiles(moving.Export))
        {
            byte[] content = File.ReadAllBytes(file);
            Assert.All(keys, key => Assert.Equal(-1, content.AsSpan().IndexOf(key)));
            Assert.All(marks, mark => Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(mark))));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(moving.Export));
    }
}
