using System.Text.Json.Nodes;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Bad input is named by member, and changes nothing.</summary>
public sealed class SubmitInputTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Theory]
    [InlineData("/pathway", "\"no-such-pathway\"", 422, "unknown-pathway", "/pathway")]
    [InlineData("/recipient", "\"reg-nobody\"", 422, "unknown-agency", "/recipient")]
    [InlineData("/recipient", "\"Reg Shelter\"", 400, "malformed-id", "/recipient")]
    [InlineData("/recipient", null, 400, "missing-member", "/recipient")]
    [InlineData("/case", "\"case-nobody\"", 404, "not-found", "/case")]
    [InlineData("/direction", "\"sideways\"", 400, "wrong-type", "/direction")]
    [InlineData("/tier", "\"EVERYTHING\"", 400, "wrong-type", "/tier")]
    [InlineData("/fields", "[\"identity.caseHandle\",\"health\",\"identity\",\"no.such\"]", 422, "unknown-field", "/fields/3")]
    [InlineData("/level", "\"no-such-level\"", 422, "invalid-value", "/level")]
    [InlineData("/reference", "\"ABCD\"", 422, "invalid-value", "/reference")]
    [InlineData("/holder", "\"reg-advocate\"", 422, "invalid-value", "/holder")]
    [InlineData("/use", "\"removal\"", 422, "invalid-value", "/use")]
    [InlineData("/addressee", "{\"person\":\"nobody\"}", 422, "unknown-person", "/addressee/person")]
    [InlineData("/addressee", "{\"desk\":\"nodesk\"}", 422, "invalid-value", "/addressee/desk")]
    [InlineData("/addressee", "{}", 422, "invalid-value", "/addressee")]
    [InlineData("/approvedContent", "\"Anna Example\"", 422, "invalid-value", "/approvedContent")]
    [InlineData(
        "/override", "{\"ground\":\"danger\",\"consentNotSought\":\"refused\",\"policyReference\":\"she said so\"}", 422, "invalid-value",
        "/override/policyReference")]
    [InlineData("/extra", "1", 400, "unknown-member", "/extra")]
    public async Task Submit_WhenAMemberIsBad_NamesItAndKeepsNothing(
        string member, string? value, int status, string problem, string pointer)
    {
        string caseId = await _app.OpenCaseAsync();
        JsonObject body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(TestSharing.Send(caseId)))!.AsObject();
        body.Remove(member[1..]);
        if (value is not null)
            body.Add(member[1..], JsonNode.Parse(value));
        int before = (await _app.Get<AgencyLog>().ReadAsync("reg-advocate", limit: 1000)).Count;
        string key = Guid.NewGuid().ToString("N");
        Answer answer = await _app.PostAsync("advocate-worker", "sharing-requests", body, key);
        Assert.Equal((status, problem, pointer), (answer.Status, answer.Problem, answer.Pointer));
        Assert.Equal(before, (await _app.Get<AgencyLog>().ReadAsync("reg-advocate", limit: 1000)).Count);
        // The key was not used up by a body that was refused.
        Assert.Equal(202, (await _app.PostAsync("advocate-worker", "sharing-requests", TestSharing.Send(caseId), key)).Status);
    }

    [Theory]
    [InlineData("""{"ground":"danger","consentNotSought":"unreachable","urgent":true}""", "/override/policyReference")]
    [InlineData(
        """{"ground":"danger","consentNotSought":"refused","urgent":true}""", "/override/policyReference", "/override/weighingReference")]
    [InlineData("""{"ground":"danger","consentNotSought":"notStated"}""", "/override/consentNotSought", "/override/policyReference")]
    [InlineData("""{"ground":"courtOrder","consentNotSought":"lawRequires","policyReference":"policy-7"}""", "/override/orderReference")]
    [InlineData("""{"ground":"detention","consentNotSought":"unreachable","policyReference":"policy-7"}""", "/override/ground")]
    public async Task Submit_WhenAnOverrideLacksWhatItsGroundNeeds_NamesEachMember(string claim, params string[] members)
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        JsonObject body = JsonNode.Parse(
            System.Text.Json.JsonSerializer.Serialize(TestSharing.Send(caseId, "reg-police-at", "danger-response")))!.AsObject();
        body["override"] = JsonNode.Parse(claim);
        Answer answer = await _app.PostAsync("advocate-worker", "sharing-requests", body);
        Assert.Equal((422, "invalid-value", members[0]), (answer.Status, answer.Problem, answer.Pointer));
        Assert.All(members, member => Assert.Contains($"\"{member}\"", answer.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("holder", null, 400, "missing-member", "/holder")]
    [InlineData("reference", null, 400, "missing-member", "/reference")]
    [InlineData("case", "case-1234", 422, "invalid-value", "/case")]
    [InlineData("holder", "reg-nobody", 422, "unknown-agency", "/holder")]
    [InlineData("reference", "", 422, "invalid-value", "/reference")]
    [InlineData("reference", "ABCD", 422, "invalid-value", "/reference")]
    [InlineData("reference", "ABCD-ABCD-ABCD-ABC", 422, "invalid-value", "/reference")]
    [InlineData("reference", "ABCD-ABCD-ABCD-ABCDE", 422, "invalid-value", "/reference")]
    [InlineData("reference", "ABCD-ABCD-ABCD-ABC!", 422, "invalid-value", "/reference")]
    [InlineData("reference", "ABCD-ABCD-ABCD-ABCU", 422, "invalid-value", "/reference")]
    [InlineData("reference", "Maria Novak, 12.3.1999", 422, "invalid-value", "/reference")]
    [InlineData("reference", "case-0123456789abcdef0123456789abcdef", 422, "invalid-value", "/reference")]
    public async Task Ask_WhenAMemberIsBad_NamesIt(string member, string? value, int status, string problem, string pointer)
    {
        JsonObject body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(TestSharing.Ask("ABCD")))!.AsObject();
        body.Remove(member);
        if (value is not null)
            body.Add(member, value);
        Answer answer = await _app.PostAsync("shelter-worker", "sharing-requests", body);
        Assert.Equal((status, problem, pointer), (answer.Status, answer.Problem, answer.Pointer));
    }

    [Theory]
    [InlineData("{0}.")]
    [InlineData(" \u201C{0}\u201D, ")]
    [InlineData("\u200E{0}\u200F")]
    [InlineData("({0})")]
    public async Task Ask_WhenTheCodeHasADotOrQuotesOrLookAlikes_IsNotTakenForNoCase(string form)
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Domain.Cases.Participant("reg-shelter", "shelter-worker"));
        string code = (string)(
            await _app.PostAsync("advocate-worker", $"cases/{caseId}/hand-over-codes", new { recipient = "reg-shelter" })).Json["code"]!;
        string typed = code.Replace('-', '\u2013').Replace('A', '\u0410').Replace('0', 'O').Replace('1', 'l').Replace('K', '\u039A')
            .Replace('7', '\u0667').ToLowerInvariant();
        string id = await _app.SubmitAsync("shelter-worker", TestSharing.Ask(form.Replace("{0}", typed, StringComparison.Ordinal)));
        await _app.StatusAsync("shelter-worker", id, "ready");
    }

    [Fact]
    public async Task Submit_WhenTheKeyIsMissingOrTheRoleWrong_IsRefused()
    {
        object body = TestSharing.Send("case-1234");
        Assert.Equal(
            "missing-idempotency-key", (await _app.SendAsync("advocate-worker", HttpMethod.Post, "sharing-requests", body)).Problem);
        Assert.Equal("wrong-role", (await _app.PostAsync("advocate-dpo", "sharing-requests", body)).Problem);
    }

    [Fact]
    public async Task Get_WhenUnknownOrForeign_IsTheSameProblem()
    {
        string caseId = await _app.OpenCaseAsync();
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        Answer foreign = await _app.GetAsync("clinic-worker", $"sharing-requests/{id}");
        Answer unknown = await _app.GetAsync("clinic-worker", "sharing-requests/0123456789abcdefghjkmnpqrs");
        Assert.Equal((404, unknown.Text), (foreign.Status, foreign.Text));
    }

    [Fact]
    public async Task Submit_WhenMutatedAThousandTimes_NeverFaultsAndNeverReleases()
    {
        string caseId = await _app.OpenCaseAsync();
        string valid = System.Text.Json.JsonSerializer.Serialize(new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-shelter",
            pathway = "shelter-referral",
            tier = "PORTION",
            fields = new[] { "identity" },
            addressee = new { desk = "desk-shelter" },
        });
        var random = new Random(20260601);
        for (int round = 0; round < 1000; round++)
        {
            char[] text = valid.ToCharArray();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                text[random.Next(text.Length)] = (char)random.Next(32, 127);
            Answer answer = await _app.PostAsync("advocate-worker", "decisions", new string(text));
            Assert.True(answer.Status < 500, answer.ToString());
        }
    }
}
