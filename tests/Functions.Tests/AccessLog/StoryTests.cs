using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.AccessLog;

public sealed class StoryTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync();
        await LogScenario.PlayAsync(_app);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Story_ForTheHoldersOfficer_TellsRequestDecisionReleaseCollectionAndStopInOrder()
    {
        JsonElement story = await StoryAsync("advocate", "released");
        Assert.Equal(["submitted", "released", "collected", "withdrawn", "stopped"], Events(story));
        JsonElement decision = story.GetProperty("decision");
        Assert.Equal("PARTIAL", decision.GetProperty("outcome").GetString());
        Assert.Equal(
            ["consent.scope", "recipient.conflict"],
            decision.GetProperty("fields").EnumerateArray().Where(field => !field.GetProperty("released").GetBoolean())
                .Select(field => field.GetProperty("reason").GetString()!));
        Assert.Equal(
            "shelter-worker",
            Assert.Single(story.GetProperty("release").GetProperty("collections").EnumerateArray()).GetProperty("person").GetString());
        JsonElement stop = Assert.Single(story.GetProperty("stops").EnumerateArray());
        Assert.Equal("reg-shelter", Assert.Single(stop.GetProperty("copies").EnumerateArray()).GetProperty("registration").GetString());
        Assert.True(story.GetProperty("chain").GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task Story_OfAWithdrawal_NamesWhatItStopped() =>
        Assert.Equal(["withdrawn", "stopped"], Events(await StoryAsync("advocate", "withdrawn")));

    [Fact]
    public async Task Story_ForTheRecipientsOfficer_IsTheRequestersViewAndItsOwnCollections()
    {
        JsonElement story = await StoryAsync("shelter", "stopped");
        Assert.Equal(["released", "collected", "stopped"], Events(story));
        Assert.False(story.TryGetProperty("decision", out _));
        Assert.False(story.TryGetProperty("chain", out _));
        Assert.Empty(story.GetProperty("stops").EnumerateArray());
        Assert.Equal("PARTIAL", story.GetProperty("asked").GetProperty("outcome").GetString());
        Assert.Single(story.GetProperty("release").GetProperty("collections").EnumerateArray());
        AccessLogViewTests.AssertHolds(
            story,
            [
                LogScenario.Case,
                LogScenario.Consent,
                "agr-",
                "reg-lawyer",
                "wd-1",
                "recipient.conflict",
                "survivor",
                "advocate-worker",
                "identity.name",
            ],
            none: true);
    }

    [Fact]
    public async Task Story_ForTheNeutrallyAnsweredAsker_TellsNoMoreThanTheAnswer()
    {
        JsonElement story = await StoryAsync("removals", "neutral");
        Assert.Equal(["asked", "neutral"], Events(story));
        AccessLogViewTests.AssertHolds(story, [LogScenario.Case, "REFUSE", "firewall", "barred"], none: true);
    }

    [Fact]
    public async Task Story_ForTheNationalOfficer_IsMetadata()
    {
        JsonElement list = (await _app.OfficerAsync("ndpo", "access-log", "inspection", "officer")).Element;
        JsonElement story = (await _app.OfficerAsync(
            "ndpo", "access-log/" + AddressOf(list, "released"), "inspection", "officer")).Must(200).Element;
        Assert.Equal(["submitted", "released", "collected", "withdrawn", "stopped"], Events(story));
        Assert.False(story.TryGetProperty("decision", out _));
        (await _app.OfficerAsync("ndpo", "access-log/" + AddressOf(list, "released"), null, "officer")).Must(400);
    }

    [Fact]
    public async Task Story_OfAnotherAgencysEntry_IsNotThereAndTheSearchIsLogged()
    {
        JsonElement list = (await _app.OfficerAsync("advocate", "access-log")).Element;
        foreach (string entry in new[] { "released", "refused", "opened" })
            (await _app.OfficerAsync("clinic", "access-log/" + AddressOf(list, entry))).Must(404);
        (await _app.OfficerAsync("clinic", "access-log/nothing-like-an-address")).Must(404);
        // Of the shelter's own request it may read; of the case's other matters not.
        (await _app.OfficerAsync("shelter", "access-log/" + AddressOf(list, "refused"))).Must(404);
        Assert.Equal(
            4,
            (await _app.Get<AgencyLog>().ReadAsync("reg-clinic")).Count(entry => entry is { Action: LogAction.LogRead, Outcome: "none" }));
    }

    [Fact]
    public async Task Story_WhenRead_IsAnEntryInTheCaseThatNamesWhatWasRead()
    {
        await StoryAsync("advocate", "released");
        Assert.Contains(
            (await _app.Get<CaseLedger>().ReadLogAsync(LogScenario.Case))!.Value.Waiting,
            entry => entry is { Action: LogAction.LogRead, Cause: "released" });
        await StoryAsync("shelter", "released");
        Assert.DoesNotContain(
            (await _app.Get<CaseLedger>().ReadLogAsync(LogScenario.Case))!.Value.Waiting,
            entry => entry.Actor.Registration == "reg-shelter");
    }

    [Fact]
    public async Task Verification_OfAWholeCase_IsIntact()
    {
        JsonElement result = (await _app.OfficerAsync("advocate", "access-log/verification?case=" + LogScenario.Case)).Must(200).Element;
        Assert.True(result.GetProperty("intact").GetBoolean());
        Assert.Equal(7, result.GetProperty("entries").GetInt32());
        (await _app.OfficerAsync("shelter", "access-log/verification?case=" + LogScenario.Case)).Must(404);
        (await _app.OfficerAsync("advocate", "access-log/verification?case=case-unknown")).Must(404);
    }

    [Fact]
    public async Task Verification_WhenAnEntryWasChangedInTheStore_NamesIt()
    {
        var partition = Partition.Case(LogScenario.Case);
        Listed<LogEntry> collected = (await _app.Store.ListAsync<LogEntry>(partition, CaseIds.ChainedPrefix)).Single(entry =>
            entry.Value.Id == "collected");
        Assert.True(
            (await _app.Store.CommitAsync(
                partition,
                Operation.Replace(
                    collected.Id,
                    collected.Value with { Actor = new LogActor("Sharing.Receive", "reg-shelter", "somebody-else") }))).IsCommitted);
        JsonElement result = (await _app.OfficerAsync("advocate", "access-log/verification?case=" + LogScenario.Case)).Element;
        Assert.False(result.GetProperty("intact").GetBoolean());
        Assert.Equal(
            ("edited", "collected", collected.Value.Seq),
            (result.GetProperty("defect").GetString(), result.GetProperty("badEntry").GetString(), result.GetProperty("badPlace")
                .GetInt64()));
    }

    [Fact]
    public async Task Verification_OfTheOwnStream_GoesPastOnePageAndNoticesAMissingEntry()
    {
        AgencyLog log = _app.Get<AgencyLog>();
        await Task.WhenAll(Enumerable.Range(0, 450).Select(i => log.AppendAsync("reg-midwife", new LogEntry
        {
            Id = "m" + i,
            Stream = LogStream.OfAgency("reg-midwife"),
            At = _app.Time.GetUtcNow(),
            Action = LogAction.DecisionQueried,
            Actor = new LogActor("system"),
        })));
        JsonElement whole = (await _app.OfficerAsync("midwife", "access-log/verification")).Element;
        Assert.True(whole.GetProperty("intact").GetBoolean());
        Assert.Equal(450, whole.GetProperty("entries").GetInt32());
        Assert.True((await _app.Store.CommitAsync(Partition.Agency("reg-midwife"), Operation.Delete(CaseIds.Chained(300)))).IsCommitted);
        JsonElement broken = (await _app.OfficerAsync("midwife", "access-log/verification")).Element;
        Assert.False(broken.GetProperty("intact").GetBoolean());
        Assert.Equal(("missing", 300), (broken.GetProperty("defect").GetString(), broken.GetProperty("badPlace").GetInt64()));
    }

    private async Task<JsonElement> StoryAsync(string agency, string entry)
    {
        JsonElement list = (await _app.OfficerAsync(agency, "access-log")).Element;
        JsonElement story = (await _app.OfficerAsync(agency, "access-log/" + AddressOf(list, entry))).Must(200).Element;
        return story;
    }

    private static string AddressOf(JsonElement list, string entry) =>
        list.GetProperty("entries").EnumerateArray().Single(found => found.GetProperty("entry").GetString() == entry).GetProperty("id")
            .GetString()!;

    private static string[] Events(JsonElement story) =>
        [.. story.GetProperty("events").EnumerateArray().Select(entry => entry.GetProperty("entry").GetString()!)];
}
