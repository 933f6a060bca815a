using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Cases;

[Collection(CaseCollection.Name)]
public sealed class CaseTests(RunningApp running) : CaseTestBase(running)
{
    [Fact]
    public async Task Open_WhenAllFactsAreGiven_KeepsThemAndAWrappedKeyAndLogsIt()
    {
        Answer opened = (await Worker.PostAsync("cases", SampleBodies.Facts(Now))).Must(201);
        string id = opened.Element.GetProperty("case").GetString()!;
        Assert.Equal("/api/v1/cases/" + id, opened.Location);
        CaseView view = (await Worker.GetAsync(opened.Location!)).Must(200).Read<CaseView>();
        Assert.Equal(["reg-removals", "IMM-E", "body-police"], view.Facts.BarredBodies);
        Assert.Equal(view.Facts.Reflection.Start!.Value.AddDays(90), view.Facts.Reflection.End);
        CaseHead head = (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value;
        Assert.Equal(SampleBodies.Holder, head.Holder);
        Assert.NotNull(head.CaseKey);
        Assert.Equal([LogAction.CaseOpened, LogAction.CaseRead], (await LogAsync(id)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Open_WhenRepeatedWithTheSameKey_AnswersWithTheSameCase()
    {
        string key = Guid.NewGuid().ToString("N");
        string first = (await Worker.PostAsync("cases", "{}", key)).Must(201).Location!;
        Assert.Equal(first, (await Worker.PostAsync("cases", "{}", key)).Must(201).Location);
        Assert.Equal("idempotency-key-reused", (await Worker.PostAsync("cases", "{ }", key)).Must(422).Problem);
        Assert.Equal("missing-idempotency-key", (await Worker.PostAsync("cases", "{}", "")).Must(400).Problem);
    }

    [Fact]
    public async Task Open_WhenRefused_TheKeyMayBeUsedWithTheMendedBody()
    {
        string key = Guid.NewGuid().ToString("N");
        (await Worker.PostAsync("cases", """{"barredBodies":["reg-nobody"]}""", key)).Must(422);
        (await Worker.PostAsync("cases", "{}", key)).Must(201);
    }

    [Fact]
    public async Task Read_WhenTheCaseIsForeignOrUnknown_IsTheSame404()
    {
        string id = await OpenAsync();
        ApiClient other = As("shelter-worker");
        foreach (string part in new[] { "", "/record", "/participants", "/consents", "/consents/c-1", "/consents/c-1/receipt" })
        {
            Answer foreign = (await other.GetAsync($"cases/{id}{part}")).Must(404);
            Answer unknown = (await other.GetAsync($"cases/00000000000000000000000000{part}")).Must(404);
            Answer malformed = (await other.GetAsync($"cases/NO{part}")).Must(404);
            Assert.Equal((unknown.Text, unknown.Text), (foreign.Text, malformed.Text));
        }

        Assert.Equal([LogAction.CaseOpened], (await LogAsync(id)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Read_WhenTheTokenLacksTheRole_IsRefused()
    {
        Assert.Equal("wrong-role", (await As("advocate-dpo").GetAsync($"cases/{await OpenAsync()}")).Must(403).Problem);
        Assert.Equal("missing-token", (await As(null).PostAsync("cases", "{}")).Must(401).Problem);
    }

    [Fact]
    public async Task ChangeFacts_WhenTheVersionIsCurrent_ReplacesThemAllAndLogsIt()
    {
        string id = await OpenAsync(SampleBodies.Facts(Now));
        string etag = (await Worker.GetAsync($"cases/{id}")).ETag!;
        Answer changed = (await Worker.PutAsync($"cases/{id}/facts", """{"emailSafe":true}""", etag)).Must(200);
        CaseView view = changed.Read<CaseView>();
        Assert.True(view.Facts.EmailSafe);
        Assert.Empty(view.Facts.BarredBodies);
        Assert.NotEqual(etag, changed.ETag);
        Assert.Contains(await LogAsync(id), entry => entry.Action == LogAction.FactsChanged && entry.Actor.Person == SampleBodies.Worker);
    }

    [Fact]
    public async Task ChangeFacts_WhenReadBack_IsTheSameAgain()
    {
        string id = await OpenAsync(SampleBodies.Facts(Now));
        Answer read = await Worker.GetAsync($"cases/{id}");
        Answer again = (await Worker.PutAsync($"cases/{id}/facts", read.Element.GetProperty("facts").GetRawText(), read.ETag)).Must(200);
        Assert.Equal(read.Element.GetProperty("facts").GetRawText(), again.Element.GetProperty("facts").GetRawText());
    }

    [Fact]
    public async Task ChangeFacts_WhenTheVersionIsMissingOrOld_ChangesNothing()
    {
        string id = await OpenAsync();
        string etag = (await Worker.GetAsync($"cases/{id}")).ETag!;
        Assert.Equal("missing-if-match", (await Worker.PutAsync($"cases/{id}/facts", "{}")).Must(428).Problem);
        (await Worker.PutAsync($"cases/{id}/facts", """{"phoneSafe":true}""", etag)).Must(200);
        Assert.Equal("stale-if-match", (await Worker.PutAsync($"cases/{id}/facts", "{}", etag)).Must(412).Problem);
        Assert.True((await Worker.GetAsync($"cases/{id}")).Read<CaseView>().Facts.PhoneSafe);
    }

    [Theory]
    [InlineData("/stops")]
    [InlineData("/epoch")]
    [InlineData("/participants")]
    [InlineData("/closed")]
    [InlineData("/holder")]
    public async Task Open_WhenAMemberIsTheSystemsOwn_IsRefused(string member)
    {
        Answer refused = (await Worker.PostAsync("cases", new JsonObject { [member[1..]] = new JsonArray() })).Must(400);
        Assert.Equal(("unknown-member", member), (refused.Problem, refused.Pointer));
    }

    [Theory]
    [InlineData("suppressed/0/path", "\"no.field\"", "unknown-field", "/suppressed/0/path")]
    [InlineData("suppressed/0/item", "\"the second one\"", "invalid-value", "/suppressed/0/item")]
    [InlineData("courtOrders/0/paths/0", "\"identity\"", "unknown-field", "/courtOrders/0/paths/0")]
    [InlineData("courtOrders/0/recipientId", "\"reg-none\"", "unknown-agency", "/courtOrders/0/recipientId")]
    [InlineData("handling/0/path", "\"x\"", "unknown-field", "/handling/0/path")]
    [InlineData("handling/0/source", "\"S9\"", "invalid-value", "/handling/0/source")]
    [InlineData("handling/0/handling", "\"C1\"", "invalid-value", "/handling/0/handling")]
    [InlineData("handling/0/originator", "\"police\"", "unknown-agency", "/handling/0/originator")]
    [InlineData("itemAgreements/0/path", "\"a.b\"", "unknown-field", "/itemAgreements/0/path")]
    [InlineData("itemAgreements/0/itemDigest", "\"md5:1\"", "invalid-value", "/itemAgreements/0/itemDigest")]
    [InlineData(
        "approvedTexts",
        "[{\"path\":\"history.childhood\",\"digest\":\"sha256:0\",\"recipientId\":\"reg-shelter\",\"approvedAt\":\"2020-01-01T00:00:00Z\"}]",
        "invalid-value", "/approvedTexts")]
    [InlineData("purposeBound/0/purposes/1", "\"FUN\"", "invalid-value", "/purposeBound/0/purposes/1")]
    [InlineData("privateToChild", "[\"identity.gender\",\"nothing\"]", "unknown-field", "/privateToChild/1")]
    [InlineData("reidentificationCheckedFor/0", "\"no-way\"", "unknown-pathway", "/reidentificationCheckedFor/0")]
    [InlineData("risk/raisedForPathways/0", "\"no-way\"", "unknown-pathway", "/risk/raisedForPathways/0")]
    [InlineData("risk/namedBodies/0", "\"IMM-E\"", "unknown-agency", "/risk/namedBodies/0")]
    [InlineData("risk/namedPersons/0", "\"reg-employer/nobody\"", "unknown-person", "/risk/namedPersons/0")]
    [InlineData("risk/namedAreas/0", "\"xv\"", "invalid-value", "/risk/namedAreas/0")]
    [InlineData("risk/id", "\"a name\"", "invalid-value", "/risk/id")]
    [InlineData("barredBodies/2", "\"body-nobody\"", "unknown-agency", "/barredBodies/2")]
    [InlineData("conflicts/0", "\"body-nobody\"", "unknown-agency", "/conflicts/0")]
    [InlineData("conflicts/0", "\"register:\"", "invalid-value", "/conflicts/0")]
    [InlineData("conflicts/0", "\"reg-advocate\"", "invalid-value", "/conflicts/0")]
    [InlineData("conflicts/0", "\"body-advocate\"", "invalid-value", "/conflicts/0")]
    [InlineData("barredBodies/1", "\"NGO-S\"", "invalid-value", "/barredBodies/1")]
    [InlineData("barredBodies/1", "\"state:XN\"", "invalid-value", "/barredBodies/1")]
    [InlineData("capacity/findings/0/purpose", "\"FUN\"", "invalid-value", "/capacity/findings/0/purpose")]
    [InlineData("permitAppliedOn", "\"other\"", "invalid-value", "/permitAppliedOn")]
    [InlineData("statesOfOrigin/0", "null", "wrong-type", "/statesOfOrigin/0")]
    [InlineData("survivorChannel", "\"secure\"", "wrong-type", "/survivorChannel")]
    [InlineData("phoneSafe", "\"true\"", "wrong-type", "/phoneSafe")]
    public async Task Open_WhenAFactCannotStand_NamesIt(string member, string value, string problem, string pointer)
    {
        Answer refused = await Worker.PostAsync("cases", With(SampleBodies.Facts(Now), member, value));
        Assert.Equal((problem, pointer), (refused.Problem, refused.Pointer));
    }

    [Fact]
    public async Task Open_WhenSeveralFactsCannotStand_NamesEach()
    {
        JsonObject facts = With(With(SampleBodies.Facts(Now), "barredBodies/0", "\"reg-none\""), "suppressed/0/path", "\"none\"");
        Assert.Equal(["/barredBodies/0", "/suppressed/0/path"], (await Worker.PostAsync("cases", facts)).Must(422).Pointers);
    }

    [Fact]
    public async Task Close_WhenRepeated_ChangesNothingMore()
    {
        string id = await OpenAsync();
        (await Worker.PostAsync($"cases/{id}/closing")).Must(204);
        (await Worker.PostAsync($"cases/{id}/closing")).Must(204);
        Answer read = (await Worker.GetAsync($"cases/{id}")).Must(200);
        Assert.Equal(CaseStatus.Closed, read.Read<CaseView>().Status);
        Assert.Single(await LogAsync(id), entry => entry.Action == LogAction.CaseClosed);
        Assert.Equal("state-conflict", (await Worker.PutAsync($"cases/{id}/facts", "{}", read.ETag)).Must(409).Problem);
        Assert.Equal(
            "state-conflict", (await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*")).Must(409).Problem);
        Assert.Equal(
            "state-conflict",
            (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-1)))).Must(409).Problem);
    }
}
