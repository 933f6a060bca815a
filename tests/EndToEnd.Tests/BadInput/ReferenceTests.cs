using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>Well-formed bodies that speak of what is not there: each has its own problem and names the member.</summary>
[Collection(AppCollection.Name)]
public sealed class ReferenceTests(RunningApp app)
{
    public static TheoryData<string, string, string, string> Slips => new()
    {
        // operation, member, value, problem
        { "SubmitSharingRequest", "/pathway", "\"no-such-pathway\"", "unknown-pathway" },
        { "SubmitSharingRequest", "/recipient", "\"reg-nobody\"", "unknown-agency" },
        { "SubmitSharingRequest", "/recipient", "\"Not An Id\"", "malformed-id" },
        { "SubmitSharingRequest", "/fields/0", "\"identity.shoeSize\"", "unknown-field" },
        { "SubmitSharingRequest", "/fields/1", "\"shoes\"", "unknown-field" },
        { "SubmitSharingRequest", "/case", "\"case-of-nobody\"", "not-found" },
        { "SubmitSharingRequest", "/case", "\"NOT/an/id\"", "malformed-id" },
        { "SubmitSharingRequest", "/level", "\"everything\"", "invalid-value" },
        { "SubmitSharingRequest", "/addressee/desk", "\"desk-nowhere\"", "invalid-value" },
        { "SubmitSharingRequest", "/direction", "\"push\"", "wrong-type" },
        { "SubmitSharingRequest", "/holder", "\"reg-shelter\"", "invalid-value" },
        { "QueryDecision", "/pathway", "\"no-such-pathway\"", "unknown-pathway" },
        { "QueryDecision", "/direction", "\"ask\"", "invalid-value" },
        { "OpenCase", "/handling/0/path", "\"identity.shoeSize\"", "unknown-field" },
        { "OpenCase", "/handling/0/originator", "\"reg-nobody\"", "unknown-agency" },
        { "OpenCase", "/conflicts/0", "\"reg-nobody\"", "unknown-agency" },
        { "OpenCase", "/reidentificationCheckedFor/0", "\"no-such-pathway\"", "unknown-pathway" },
        { "OpenCase", "/risk/namedPersons", "[\"reg-shelter/nobody\"]", "unknown-person" },
        { "OpenCase", "/age/status", "\"old\"", "wrong-type" },
        { "ChangeCaseFacts", "/courtOrders/0/paths/0", "\"identity.shoeSize\"", "unknown-field" },
        { "WriteRecord", "/fields/2/path", "\"contact.pigeon\"", "unknown-field" },
        { "WriteRecord", "/fields/2/state", "\"guessed\"", "wrong-type" },
        { "ChangeParticipants", "/participants/0/registrationId", "\"reg-nobody\"", "unknown-agency" },
        { "ChangeParticipants", "/participants/0/personId", "\"clinic-nobody\"", "unknown-person" },
        { "ChangeParticipants", "/participants/1/deskId", "\"desk-nowhere\"", "unknown-person" },
        { "RecordConsent", "/scopes/0/recipients/0/registrationId", "\"reg-nobody\"", "invalid-consent" },
        { "RecordConsent", "/scopes/0/pathway", "\"no-such-pathway\"", "invalid-consent" },
        { "RecordConsent", "/jurisdiction", "\"Norvane\"", "invalid-value" },
        { "RevokeConsent", "/reason", "\"because\"", "invalid-value" },
        { "WithdrawConsent", "/scope", "\"scope-99\"", "invalid-value" },
        { "WithdrawEverything", "/channel", "\"pigeon\"", "wrong-type" },
        { "IssueWithdrawalLink", "/language", "\"tlh\"", "invalid-value" },
        { "IssueHandOverCode", "/recipient", "\"reg-nobody\"", "unknown-agency" },
        { "AttestDeletion", "/copies", "\"eaten\"", "wrong-type" },
        { "AcceptSharingRequest", "/reason", "\"a whole sentence about Ilveta\"", "invalid-value" },
        { "ReviewSharingRequest", "/evidence", "\"a whole sentence about Ilveta\"", "invalid-value" },
        { "ProposeRegistration", "/actorCode", "\"ALIEN\"", "unknown-actor-code" },
        { "ProposeRegistration", "/id", "\"NO\"", "malformed-id" },
        { "ProposeRegistration", "/webhookTarget", "\"https://hooks.example/in\"", "invalid-value" },
        { "ProposePerson", "/roles/0", "\"Sharing.Everything\"", "invalid-value" },
        { "ProposeAgreement", "/partyB", "\"reg-nobody\"", "unknown-agency" },
        { "ProposeAgreement", "/lines/0/pathway", "\"no-such-pathway\"", "unknown-pathway" },
        { "ProposeAgreement", "/lines/0/groups/0", "\"shoes\"", "unknown-field-group" },
        { "ProposeAgreement", "/means", "null", "invalid-agreement" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public async Task Call_WhenAMemberSpeaksOfWhatIsNotThere_NamesItAndRepeatsNoValue(
        string id, string member, string value, string problem)
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        Operation operation = (await Operation.AllAsync(app.Api)).Single(operation => operation.Id == id);
        JsonObject body = valid.Changed(operation, root => Set(root, member, JsonNode.Parse(value)));

        Answer reply = await valid.SendAsync(operation, body);

        reply.MustBe(problem);
        IEnumerable<string?> named = reply.Element.TryGetProperty("errors", out JsonElement errors)
            ? errors.EnumerateArray().Select(error => error.GetProperty("pointer").GetString())
            : [reply["pointer"]];
        Assert.Contains(named, pointer => pointer!.StartsWith(member, StringComparison.Ordinal));
        if (value.Contains(' ', StringComparison.Ordinal))
            Assert.DoesNotContain("Ilveta", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhenTheResourceIsOfAnotherAgency_AnswersAsIfThereWereNone()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        string consent = await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        foreach (string path in new[]
            {
                $"cases/{{0}}", $"cases/{{0}}/record", $"cases/{{0}}/participants", $"cases/{{0}}/consents",
                $"cases/{{0}}/consents/{consent}", $"cases/{{0}}/consents/{consent}/receipt", $"cases/{{0}}/withdrawal-links",
            })
        {
            Answer foreign = await app.Api.GetAsync(Agencies.Harbour.Worker, path.Replace("{0}", world.Case, StringComparison.Ordinal));
            Answer unknown = await app.Api.GetAsync(
                Agencies.Harbour.Worker, path.Replace("{0}", new string('0', world.Case.Length), StringComparison.Ordinal));
            foreign.MustBe("not-found");
            Assert.Equal(unknown.Text, foreign.Text);
        }
    }

    private static void Set(JsonObject root, string pointer, JsonNode? value)
    {
        JsonNode at = root;
        string[] steps = pointer[1..].Split('/');
        foreach (string step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        if (at is JsonArray last)
            last[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else
            at[steps[^1]] = value;
    }
}
