using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;

namespace DataSharing.Functions.Tests.Approvals;

/// <summary>Prose goes in a content that she approved, and in no other way .</summary>
public sealed partial class ContentApprovalTests
{
    // Her own words, which no set holds: they go in what she approved, word for word, and in nothing else.
    [Fact]
    public async Task Narrative_WhenItIsInNoApprovedContent_StaysWhateverASenderStates()
    {
        const string Narrative = "exploitation.narrative";
        JsonNode Naming(JsonObject content, params string[] fields)
        {
            content["fields"] = new JsonArray([.. fields.Select(one => (JsonNode)one)]);
            return content;
        }

        JsonObject To() => new() { ["recipient"] = "reg-lawyer", ["pathway"] = "legal-advice" };
        string[] Released(JsonNode view) => [.. view["decision"]!["decision"]!["fields"]!.AsArray().Where(one => one!["reason"] is null)
            .Select(one => (string)one!["path"]!)];
        async Task<JsonNode> SentAsync(string caseId, string? approval, string becomes, params string[] fields)
        {
            JsonObject body = To();
            (body["direction"], body["case"]) = ("send", caseId);
            if (approval is not null)
                body["approvedContent"] = approval;
            else
                Naming(body, fields);
            return await _app.StatusAsync(Worker, await _app.SubmitAsync(Worker, body), becomes);
        }

        string caseId = await _app.OpenCaseAsync(
            values: [TestCases.Value("identity.preferredName", _app.Time.GetUtcNow()), TestCases.Value(Narrative, _app.Time.GetUtcNow())]);
        await _app.ConsentAsync(
            caseId, "reg-lawyer", "legal-advice",
            consent => consent with { Scopes = [consent.Scopes[0] with { Tier = Tier.Portion, ExpresslyChosen = [Narrative] }] });
        // What a sender states of an approval is not even taken.
        JsonNode view = (await _app.GetAsync(Worker, $"cases/{caseId}")).Json;
        JsonNode facts = view["facts"]!;
        facts["approvedTexts"] = new JsonArray(
            new JsonObject
            {
                ["path"] = Narrative,
                ["recipientId"] = "reg-lawyer",
                ["digest"] = ContentDigest.Of($"{TestCases.Canary} {Narrative}"),
                ["approvedAt"] = "2020-01-01T00:00:00Z",
            });
        Answer stated = await _app.SendAsync(
            Worker, HttpMethod.Put, $"cases/{caseId}/facts", facts, ifMatch: $"\"{(string)view["factsETag"]!}\"");
        Assert.Equal((422, "/approvedTexts"), (stated.Status, stated.Pointer));
        Assert.Contains("content-approvals", stated.Text, StringComparison.Ordinal);
        Assert.Equal(["identity.preferredName"], Released(await SentAsync(caseId, null, "ready", "identity.preferredName", Narrative)));

        // Asked for by no name, or by its group alone, they are not read out either.
        foreach (JsonNode content in new[] { To(), Naming(To(), "identity.preferredName", "exploitation") })
            Assert.DoesNotContain(
                Narrative,
                (await _app.PostAsync(
                    Worker, $"cases/{caseId}/content-preview", content)).Json["paths"]!.AsArray().Select(one => (string)one!));
        JsonNode whole = Naming(To(), "identity.preferredName", Narrative);
        JsonObject body = Approval((string)(await _app.PostAsync(Worker, $"cases/{caseId}/content-preview", whole)).Json["digest"]!);
        body["content"] = whole.DeepClone();
        Answer recorded = await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals", body);
        Assert.True(recorded.Status == 201, recorded.ToString());
        string approval = (string)recorded.Json["id"]!;
        Assert.Equal(["identity.preferredName"], Released(await SentAsync(caseId, null, "ready", "identity.preferredName", Narrative)));
        JsonNode sent = await SentAsync(caseId, approval, "ready");
        Assert.Contains(Narrative, (await _app.CollectAsync("lawyer-worker", (string)sent["id"]!)).Text, StringComparison.Ordinal);
        // A single sign more, and it waits for her.
        await EditAsync(caseId, 1);
        Assert.Equal("content.approval", (string)(await SentAsync(caseId, approval, "held"))["waitsFor"]!);
    }
}
