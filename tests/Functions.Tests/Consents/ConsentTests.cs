using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Tests.Cases;

namespace DataSharing.Functions.Tests.Consents;

[Collection(CaseCollection.Name)]
public sealed partial class ConsentTests(RunningApp running) : CaseTestBase(running)
{
    private static readonly JsonObject Adult = SampleBodies.Parse("""{"age":{"status":"adult"}}""");

    private DateTimeOffset Given => Now.AddMinutes(-5);

    [Fact]
    public async Task Record_WhenEveryElementIsThere_IsKeptWithItsReceiptAndLogged()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        Answer recorded = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Given))).Must(201);
        ConsentView view = recorded.Read<ConsentView>();
        Assert.Equal((1, ConsentState.Given, SampleBodies.Holder), (view.Version, view.State, view.Controller));
        Assert.Equal($"{recorded.Location}/receipt", view.Receipt);
        Assert.Equal(view.GivenAt!.Value.AddDays(180), view.ReviewBy);
        Assert.Empty(view.Flags);
        ConsentMark mark = (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Consents[view.Id];
        Assert.Equal(new ConsentMark(1, ConsentState.Given), mark);
        LogEntry entry = Assert.Single(await LogAsync(id), one => one.Action == LogAction.ConsentRecorded);
        Assert.Equal(("HOUSE", view.Id + "@1"), (entry.Purpose, entry.Versions!.Consent));
    }

    [Fact]
    public async Task Record_WhenRepeated_IsOneConsent()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        string key = Guid.NewGuid().ToString("N");
        JsonObject body = SampleBodies.Consent(Given);
        string first = (await Worker.PostAsync($"cases/{id}/consents", body, key)).Must(201).Location!;
        Assert.Equal(first, (await Worker.PostAsync($"cases/{id}/consents", body, key)).Must(201).Location);
        Assert.Single((await Worker.GetAsync($"cases/{id}/consents")).Read<ConsentList>().Consents);
    }

    [Fact]
    public async Task Record_WhenSeveralElementsLack_NamesEachWithReasonAndRuleAndStoresNothing()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        JsonObject body = SampleBodies.Consent(Given);
        body["evidence"]!["languageUnderstood"] = false;
        body["evidence"]!["interpreter"]!["relatedOrAssociated"] = true;
        body["evidence"]!["pressure"] = true;
        body["scopes"]![0]!["recipients"]![0]!["registrationId"] = "reg-nobody";
        body["scopes"]![1]!["included"] = new JsonArray("identity.nothing");
        Answer refused = (await Worker.PostAsync($"cases/{id}/consents", body)).Must(422);
        Assert.Equal("invalid-consent", refused.Problem);
        (string, string, string)[] defects = [.. refused.Element.GetProperty("errors").EnumerateArray().Select(e =>
            (e.GetProperty("pointer").GetString()!, e.GetProperty("reason").GetString()!, e.GetProperty("rule").GetString()!))];
        Assert.Equal(
            [
                ("/evidence/interpreter/relatedOrAssociated", "interpreter.unfit", "R-118"),
                ("/evidence/languageUnderstood", "consent.invalidForm", "R-004"),
                ("/evidence/pressure", "consent.invalidForm", "R-013"),
                ("/scopes/0/recipients/0/registrationId", "consent.recipient", "R-001"),
                ("/scopes/1/included/0", "consent.scope", "R-015"),
            ],
            defects.Order());
        Assert.Empty((await Worker.GetAsync($"cases/{id}/consents")).Read<ConsentList>().Consents);
        Assert.DoesNotContain(await LogAsync(id), entry => entry.Action == LogAction.ConsentRecorded);
    }

    [Theory]
    [InlineData("purpose", "\"FUN\"", "/purpose")]
    [InlineData("purpose", "\"PHYS\"", "/scopes/0/pathway")]
    [InlineData("noticeVersion", "null", "/noticeVersion")]
    [InlineData("scopes", "[]", "/scopes")]
    [InlineData("scopes/0/pathway", "\"no-way\"", "/scopes/0/pathway")]
    [InlineData("scopes/0/recipients", "[]", "/scopes/0/recipients")]
    [InlineData("scopes/0/recipients/0/shownByName", "false", "/scopes/0/recipients/0/shownByName")]
    [InlineData("scopes/0/recipients/0/registrationId", "\"reg-clinic\"", "/scopes/0/recipients/0/registrationId")]
    [InlineData("scopes/0/tier", "\"FULL\"", "/scopes/0/fullByExplicitChoice")]
    [InlineData("scopes/0/disclosureLevel", "\"none\"", "/scopes/0/disclosureLevel")]
    [InlineData("scopes/0/excluded/0", "\"nothing\"", "/scopes/0/excluded/0")]
    [InlineData("evidence/explainedBy", "null", "/evidence/explainedBy")]
    [InlineData("evidence/explainedBy", "\"nobody-at-all\"", "/evidence/explainedBy")]
    [InlineData("evidence/explainedBy", "\"shelter-worker\"", "/evidence/explainedBy")]
    [InlineData("evidence/explainedBy", "\"reg-shelter/nobody\"", "/evidence/explainedBy")]
    [InlineData("evidence/explainedBy", "\"reg-shelter/shelter-worker/x\"", "/evidence/explainedBy")]
    [InlineData("evidence/explainedAt", "\"2150-01-01T00:00:00Z\"", "/evidence/explainedAt")]
    [InlineData("scopes/1/recipients", "[{\"registrationId\":\"reg-shelter\",\"declined\":true}]", "/scopes/1/recipients/0/declined")]
    [InlineData("evidence/consequencesExplained", "false", "/evidence/consequencesExplained")]
    [InlineData("evidence/timeToReflect", "false", "/evidence/timeToReflect")]
    [InlineData("evidence/signed", "false", "/evidence/signed")]
    [InlineData("evidence/form", "\"none\"", "/evidence/form")]
    [InlineData("evidence/form", "\"voiceRecord\"", "/evidence/recordingForAccessNeed")]
    [InlineData("evidence/capacity", "\"notAssessed\"", "/evidence/capacity")]
    [InlineData("evidence/otherPurposesInAct", "[\"PHYS\"]", "/evidence/otherPurposesInAct")]
    [InlineData("evidence/present/0/mayControl", "true", "/evidence/present")]
    [InlineData("evidence/interpreter/language", "\"ru\"", "/evidence/interpreter/language")]
    [InlineData("evidence/interpreter/vettingReference", "null", "/evidence/interpreter/vettingReference")]
    [InlineData("basis", "\"child\"", "/evidence/guardian")]
    [InlineData("givenAt", "\"2150-01-01T00:00:00Z\"", "/givenAt")]
    [InlineData("reviewBy", "\"2150-01-01T00:00:00Z\"", "/reviewBy")]
    [InlineData("validUntil", "\"2001-01-01T00:00:00Z\"", "/validUntil")]
    public async Task Record_WhenOneElementLacks_IsInvalidAndNamesIt(string member, string value, string pointer)
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        Answer refused = (await Worker.PostAsync($"cases/{id}/consents", With(SampleBodies.Consent(Given), member, value))).Must(422);
        Assert.Equal("invalid-consent", refused.Problem);
        Assert.Contains(pointer, refused.Pointers);
    }

    [Theory]
    [InlineData("scopes/1/id", "\"scope-1\"", "invalid-value", "/scopes/1")]
    [InlineData("scopes/0/countries", "[\"xn\"]", "invalid-value", "/scopes/0/countries/0")]
    [InlineData(
        "scopes/0/recipients", "[{\"registrationId\":\"reg-shelter\"},{\"registrationId\":\"reg-shelter\"}]", "invalid-value",
        "/scopes/0/recipients/1")]
    [InlineData("evidence/formReference", "\"Olena's file\"", "invalid-value", "/evidence/formReference")]
    [InlineData("evidence/language", "\"ukrainian language\"", "invalid-value", "/evidence/language")]
    [InlineData("jurisdiction", "\"Norvane\"", "invalid-value", "/jurisdiction")]
    [InlineData("basis", "\"grown-up\"", "wrong-type", "/basis")]
    [InlineData("state", "\"given\"", "unknown-member", "/state")]
    [InlineData("scopes/0/tier", "2", "wrong-type", "/scopes/0/tier")]
    [InlineData("scopes/0/recipients/0", "{}", "missing-member", "/scopes/0/recipients/0/registrationId")]
    public async Task Record_WhenAMemberIsMalformed_NamesIt(string member, string value, string problem, string pointer)
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        Answer refused = await Worker.PostAsync($"cases/{id}/consents", With(SampleBodies.Consent(Given), member, value));
        Assert.Equal((problem, pointer), (refused.Problem, refused.Pointer));
    }

    [Fact]
    public async Task Record_WhenSomebodyOfAnotherAgencyExplainedIt_IsTaken()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        (await Worker.PostAsync(
            $"cases/{id}/consents",
            With(SampleBodies.Consent(Given), "evidence/explainedBy", "\"reg-shelter/shelter-worker\""))).Must(201);
    }

    [Fact]
    public async Task Record_WhenItWasExplainedAfterSheAgreed_SaysSo()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        JsonObject body = SampleBodies.Consent(Given);
        body["evidence"]!["explainedAt"] = SampleBodies.Time(Given.AddSeconds(1));
        Answer refused = (await Worker.PostAsync($"cases/{id}/consents", body)).Must(422);
        Assert.Equal(["/evidence/explainedAt"], refused.Pointers);
        Assert.Contains("explained before she agrees", refused.Text, StringComparison.Ordinal);
        body["evidence"]!["explainedAt"] = SampleBodies.Time(Given);
        (await Worker.PostAsync($"cases/{id}/consents", body)).Must(201);
    }

    [Fact]
    public async Task Record_WhenTakenByVoiceOnly_IsFlaggedForReconfirmation()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        ConsentView view = (await Worker.PostAsync(
            $"cases/{id}/consents", With(SampleBodies.Consent(Given), "evidence/mode", "\"voice\"")))
            .Must(201).Read<ConsentView>();
        Assert.Equal(["voiceOnly"], view.Flags);
    }

    [Fact]
    public async Task Record_WhenTheAgeIsInDoubt_HoldsToTheRulesForChildren()
    {
        string id = await OpenAsync();
        Answer refused = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Given))).Must(422);
        Assert.Equal(["/basis"], refused.Pointers);
        Assert.Equal("child.ageDoubt", refused.Element.GetProperty("errors")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Record_WhenGivenBeforeAStopOfEverything_IsNotTakenIn()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        await StopAsync(id, null, null);
        Answer refused = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Given))).Must(422);
        Assert.Equal("consent.withdrawn", refused.Element.GetProperty("errors")[0].GetProperty("reason").GetString());
        App.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/afterStop", (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now))).Must(422).Pointer);
        string stop = Assert.Single((await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Stops).Id;
        string after = $$"""{"stop":"{{stop}}","givenAfter":true}""";
        Assert.Equal(
            "/givenAt",
            (await Worker.PostAsync($"cases/{id}/consents", With(SampleBodies.Consent(Given), "afterStop", after))).Must(422).Pointer);
        Assert.Equal(
            "/afterStop/givenAfter",
            (await Worker.PostAsync(
                $"cases/{id}/consents",
                With(SampleBodies.Consent(Now), "afterStop", $$"""{"stop":"{{stop}}","givenAfter":false}"""))).Must(422).Pointer);
        Assert.Equal(
            "/afterStop/stop",
            (await Worker.PostAsync(
                $"cases/{id}/consents",
                With(SampleBodies.Consent(Now), "afterStop", """{"stop":"wd-none","givenAfter":true}"""))).Must(422).Pointer);
        (await Worker.PostAsync($"cases/{id}/consents", With(SampleBodies.Consent(Now), "afterStop", after))).Must(201);
    }

    private async Task<(string Case, ConsentView Consent)> GivenAsync()
    {
        string id = await OpenAsync((JsonObject)Adult.DeepClone());
        return (id, (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Given))).Must(201).Read<ConsentView>());
    }

    private async Task StopAsync(string caseId, string? consent, string? scope)
    {
        string path = consent is null ? $"cases/{caseId}/withdrawal" : $"cases/{caseId}/consents/{consent}/withdrawal";
        var body = new JsonObject { ["channel"] = "inPerson" };
        if (scope is not null)
            body["scope"] = scope;
        (await Worker.PostAsync(path, body, "")).Must(200);
    }
}
