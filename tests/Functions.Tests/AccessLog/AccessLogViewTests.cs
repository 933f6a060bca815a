using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.AccessLog;

[Trait("Speed", "Slow")]
public sealed class AccessLogViewTests : IAsyncLifetime
{
    // What only the holder and its officer may know of the case.
    private static readonly string[] HoldersOwn = [
        LogScenario.Case,
        LogScenario.Consent,
        "agr-1",
        "reg-lawyer",
        "q-lawyer",
        "wd-1",
        "recipient.conflict",
        "survivor",
        "withdrawn",
        "advocate-worker",
    ];

    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync();
        await LogScenario.PlayAsync(_app);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task List_ForTheHoldersOfficer_HoldsEverythingOfItsCaseNewestFirst()
    {
        JsonElement body = await ListAsync("advocate");
        string[] entries = Entries(body);
        Assert.Equal(
            ["stopped", "withdrawn", "barred", "neutral", "asked", "refused", "collected", "released", "submitted", "opened"], entries);
        JsonElement released = Entry(body, "released");
        Assert.Equal("own", released.GetProperty("view").GetString());
        Assert.Equal(["consent.scope", "recipient.conflict"], Texts(released, "reasonKinds"));
        Assert.Equal(LogScenario.Consent + "#1", released.GetProperty("versions").GetProperty("consent").GetString());
        Assert.Equal("shelter-worker", Entry(body, "collected").GetProperty("actor").GetProperty("person").GetString());
        Assert.True(body.GetProperty("asOf").GetDateTimeOffset() > DateTimeOffset.MinValue);
    }

    [Fact]
    public async Task List_ForTheRecipientsOfficer_HoldsItsOwnPartAlone()
    {
        JsonElement body = await ListAsync("shelter");
        Assert.Equal(["stopped", "collected", "released"], Entries(body));
        AssertHolds(body, HoldersOwn, none: true);
        JsonElement released = Entry(body, "released");
        Assert.Equal("recipient", released.GetProperty("view").GetString());
        Assert.Equal(["consent.scope", "notPermitted"], Texts(released, "reasonKinds"));
        Assert.False(released.TryGetProperty("fieldPaths", out _));
        JsonElement stopped = Entry(body, "stopped");
        Assert.Empty(Texts(stopped, "reasonKinds"));
        Assert.False(stopped.TryGetProperty("cause", out _));
        Assert.False(stopped.TryGetProperty("outcome", out _));
        Assert.Equal("withheld", stopped.GetProperty("actor").GetProperty("role").GetString());
    }

    [Fact]
    public async Task List_ForTheOfficerOfANeutrallyAnsweredAsker_HoldsTheNeutralAnswerAndNoMore()
    {
        JsonElement body = await ListAsync("removals");
        Assert.Equal(["neutral", "asked"], Entries(body));
        AssertHolds(body, [.. HoldersOwn, "REFUSE", "firewall"], none: true);
        Assert.Equal("NEUTRAL", Entry(body, "neutral").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task List_ForAnotherAgencysOfficer_IsEmpty()
    {
        Assert.Empty(Entries(await ListAsync("clinic")));
        // The refusal to the lawyer stands in the holder's case; its officer learns it from the request, not from here.
        Assert.Empty(Entries(await ListAsync("lawyer")));
    }

    [Fact]
    public async Task List_ForAnotherAgencysOfficer_AnswersForeignAndUnknownCasesAlike()
    {
        JsonElement foreign = await ListAsync("clinic", "?case=" + LogScenario.Case),
        unknown = await ListAsync("clinic", "?case=case-unknown");
        Assert.Empty(Entries(foreign));
        Assert.Equal(foreign.EnumerateObject().Select(member => member.Name), unknown.EnumerateObject().Select(member => member.Name));
        Assert.Empty(Entries(unknown));
        // Nor does the filter tell the recipient which of its collections belong to the case.
        Assert.Empty(Entries(await ListAsync("shelter", "?case=" + LogScenario.Case)));
        Assert.Empty(Entries(await ListAsync("shelter", "?person=advocate-worker")));
    }

    [Fact]
    public async Task List_ForTheNationalOfficer_NeedsAPurposeAndThenHoldsMetadataOfAll()
    {
        (await _app.OfficerAsync("ndpo", "access-log", person: "officer")).Must(400).MustBe("missing-purpose");
        (await _app.OfficerAsync("ndpo", "access-log", "because I want to", "officer")).Must(400);
        JsonElement body = (await _app.OfficerAsync("ndpo", "access-log", "inspection", "officer")).Must(200).Element;
        Assert.Equal(10, Entries(body).Length);
        Assert.All(body.GetProperty("entries").EnumerateArray(), entry => Assert.Equal("national", entry.GetProperty("view").GetString()));
        Assert.False(Entry(body, "released").TryGetProperty("fieldPaths", out _));
    }

    [Fact]
    public async Task List_WhenTheNationalOfficerRead_ShowsReaderAndPurposeToTheAgenciesConcernedAlone()
    {
        await _app.OfficerAsync("ndpo", "access-log", "complaint", "officer");
        await _app.Get<Projector>().CatchUpAsync();
        JsonElement read = (await ListAsync("advocate", "?action=log.read")).GetProperty("entries").EnumerateArray()
            .Single(entry => entry.GetProperty("actor").GetProperty("registration").GetString() == "reg-dpo");
        Assert.Equal("complaint", read.GetProperty("purpose").GetString());
        Assert.Equal("ndpo-officer", read.GetProperty("actor").GetProperty("person").GetString());
        Assert.DoesNotContain("reg-dpo", (await ListAsync("clinic")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithoutTheRole_IsRefused() =>
        (await _app.OfficerAsync("advocate", "access-log", person: "worker")).Must(403);

    [Fact]
    public async Task List_WithFilters_HoldsWhatFits()
    {
        Assert.Equal(["collected"], Entries(await ListAsync("advocate", "?person=shelter-worker")));
        Assert.Equal(["withdrawn"], Entries(await ListAsync("advocate", "?action=withdrawal.recorded")));
        Assert.Equal(["barred", "neutral", "asked"], Entries(await ListAsync("advocate", "?agency=reg-removals")));
        Assert.Equal(["stopped", "withdrawn"], Entries(await ListAsync("advocate", "?from=2026-05-04T12:01:00Z")));
        Assert.Empty(Entries(await ListAsync("advocate", "?to=2026-05-03")));
        Assert.Equal(10, Entries(await ListAsync("advocate", "?from=2026-05-04&to=2026-05-04")).Length);
    }

    [Theory]
    [InlineData("?action=no.such", "action")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2026-05-04T12:00:00", "from")]
    [InlineData("?to=2026-13-40", "to")]
    [InlineData("?person=%3Cscript%3E", "person")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?colour=blue", "colour")]
    public async Task List_WithABadFilter_NamesIt(string query, string pointer)
    {
        (await _app.OfficerAsync("advocate", "access-log" + query)).Must(400).Naming(pointer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("case=" + LogScenario.Case + "&")]
    public async Task List_WhenPagedThrough_HoldsEachEntryOnce(string filter)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            JsonElement body = await ListAsync(
                "advocate", $"?{filter}limit=3&to=2026-05-04T12:02:00Z" + (cursor is null ? "" : "&cursor=" + cursor));
            found.AddRange(Entries(body));
            cursor = body.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(found.Distinct(), found);
        Assert.Equal(filter.Length == 0 ? 10 : 7, found.Count);
    }

    [Fact]
    public async Task List_WhenACursorIsChangedOrAnothers_RefusesIt()
    {
        string cursor = (await ListAsync("advocate", "?limit=2")).GetProperty("next").GetString()!;
        string changed = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];
        foreach ((string agency, string query) in new[] { ("advocate", "?limit=2&cursor=" + changed), ("shelter", "?limit=2&cursor="
            + cursor), ("advocate", "?action=collection.made&cursor=" + cursor), ("advocate", "?cursor=AAAA") })
        {
            (await _app.OfficerAsync(agency, "access-log" + query)).Must(400).MustBe("malformed-cursor");
        }
    }

    [Fact]
    public async Task List_WhenAnswered_HasCommittedItsOwnEntry()
    {
        LogHead before = await _app.Get<AgencyLog>().ReadHeadAsync("reg-clinic");
        await ListAsync("clinic");
        LogEntry read = Assert.Single(await _app.Get<AgencyLog>().ReadAsync("reg-clinic", before.Seq));
        Assert.Equal((LogAction.LogRead, "clinic-dpo", "review"), (read.Action, read.Actor.Person?.Value, read.Purpose));
        await ListAsync("advocate", "?case=" + LogScenario.Case);
        Assert.Contains(
            (await _app.Get<CaseLedger>().ReadLogAsync(LogScenario.Case))!.Value.Waiting,
            entry => entry is { Action: LogAction.LogRead, Actor.Person.Value: "advocate-dpo" });
    }

    [Theory]
    [InlineData("access-log")]
    [InlineData("access-log?case=" + LogScenario.Case)]
    [InlineData("access-log/verification")]
    [InlineData("access-log/verification?case=" + LogScenario.Case)]
    public async Task Read_WhenItsEntryCannotBeCommitted_Fails(string path)
    {
        _app.Store.Fails = partition => partition.Container is Container.Agencies or Container.Cases;
        JsonElement body = (await _app.OfficerAsync("advocate", path)).Must(503).Element;
        Assert.False(body.TryGetProperty("entries", out _));
        Assert.False(body.TryGetProperty("intact", out _));
    }

    private async Task<JsonElement> ListAsync(string agency, string query = "")
    {
        JsonElement body = (await _app.OfficerAsync(agency, "access-log" + query)).Must(200).Element;
        return body;
    }

    // Without what the tests' own reading adds to the log.
    private static string[] Entries(JsonElement body) =>
        [.. body.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("entry").GetString()!)
            .Where(id => !id.StartsWith("read-", StringComparison.Ordinal))];

    private static JsonElement Entry(JsonElement body, string id) =>
        body.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("entry").GetString() == id);

    private static string[] Texts(JsonElement entry, string member) =>
        [.. entry.GetProperty(member).EnumerateArray().Select(text => text.GetString()!)];

    internal static void AssertHolds(JsonElement body, IEnumerable<string> texts, bool none)
    {
        string all = body.GetRawText();
        Assert.All(texts, text => Assert.Equal(!none, all.Contains(text, StringComparison.Ordinal)));
    }
}
