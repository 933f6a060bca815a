using System.Text.Json.Nodes;
using DataSharing.Domain.Redaction;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Requests that rest on an override.</summary>
public sealed partial class SharingRequestTests
{
    [Fact]
    public async Task Override_WhenTheSecondPersonConfirms_IsReleasedAsOverride()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        object body = new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-police-at",
            pathway = "danger-response",
            @override = new
            {
                ground = "danger",
                consentNotSought = "askingCreatesDanger",
                policyReference = "policy-7",
                priorNoticeReference = "notice-3",
            },
        };
        string id = await _app.SubmitAsync("advocate-worker", body);
        JsonNode held = await _app.StatusAsync("advocate-worker", id, "held", "refused");
        Assert.Equal("override.secondPerson", (string?)held["waitsFor"]);
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "proceed")).Status);
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "ready");
        Assert.Equal(("OVERRIDE", true), ((string)view["outcome"]!, (bool)view["survivorToBeTold"]!));
        Assert.Equal(200, (await _app.CollectAsync("policeat-worker", id)).Status);
    }

    [Theory]
    [InlineData("child-safety-concern", "reg-childprotection", "childSafety", "dependants.identity", "none, she has no children", "child")]
    [InlineData("missing-person", "reg-police-at", "danger", "risk.disappearance", "never so far", "suspect")]
    public async Task Override_WhenTheGroundsFactIsProse_IsRefusedUntilItIsCoded(
        string pathway, string to, string ground, string path, string prose, string code)
    {
        DateTimeOffset now = _app.Time.GetUtcNow();
        async Task<JsonNode> ClaimAsync(params string[] codes)
        {
            string caseId = await _app.OpenCaseAsync(
                values: [
                    new FieldValue
                    {
                        Path = path,
                        State = ValueState.Stated,
                        Text = prose,
                        Codes = codes,
                        RecordedBy = "worker",
                        RecordedAt = now,
                    },
                    TestCases.Value("identity.givenName", now),
                    TestCases.Value("contact.residence", now),
                ]);
            string id = await _app.SubmitAsync("advocate-worker", new
            {
                direction = "send",
                @case = caseId,
                recipient = to,
                pathway,
                @override =
                    new
                    {
                        ground,
                        consentNotSought =
                        "unreachable",
                        policyReference = "policy-7",
                        priorNoticeReference = "notice-3",
                        urgent = true
                    },
            });
            return await _app.StatusAsync("advocate-worker", id, "ready", "refused", "held");
        }

        JsonNode refused = await ClaimAsync();
        Assert.Equal(("REFUSE", "override.groundMissing"), ((string)refused["outcome"]!, (string)refused["reason"]!));
        Assert.Equal("REFUSE", (string)(await ClaimAsync("none"))["outcome"]!);
        Assert.Equal("OVERRIDE", (string)(await ClaimAsync(code))["outcome"]!);
    }
}
