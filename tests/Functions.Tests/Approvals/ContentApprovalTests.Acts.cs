using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;

namespace DataSharing.Functions.Tests.Approvals;

/// <summary>How a content is approved and sent over the API.</summary>
public sealed partial class ContentApprovalTests
{
    private Task<string> ConsentedAsync(string? without = null) => ConsentedAsync("shelter-referral", "reg-shelter", [null], without);

    private async Task<string> ConsentedAsync(string pathway, string recipient, IReadOnlyList<string?> matters, string? without = null)
    {
        IEnumerable<string> paths = _app.Policy.Pathways[pathway]
            .FieldsAt(Tier.Portion).Keys.Where(path => path != without && _app.Policy.Fields[path].IsKept).Order(StringComparer.Ordinal);
        string caseId = await _app.OpenCaseAsync(values: [.. paths.Select(path => TestCases.Value(path, _app.Time.GetUtcNow()))]);
        await _app.ConsentAsync(caseId, recipient, pathway, consent => consent with
        {
            Scopes = [.. matters.Select(
                (matter, i) => consent.Scopes[0] with { Id = $"scope-{i}", Matter = matter, ApprovedContentOnly = true })],
        });
        return caseId;
    }

    private static JsonObject Content() =>
        new()
        {
            ["recipient"] = "reg-shelter",
            ["pathway"] = "shelter-referral",
            ["letter"] = new JsonObject { ["text"] = Text, ["language"] = "en" },
        };

    private JsonObject Approval(string digest) => new()
    {
        ["content"] = Content(),
        ["digest"] = digest,
        ["readBy"] = Worker,
        ["readIn"] = "uk",
        ["readAt"] = SampleBodies.Time(_app.Time.GetUtcNow()),
    };

    private async Task<string> PreviewAsync(string caseId)
    {
        Answer preview = await _app.PostAsync(Worker, $"cases/{caseId}/content-preview", Content());
        Assert.True(preview.Status == 200, preview.ToString());
        return (string)preview.Json["digest"]!;
    }

    private Task<Answer> RecordAsync(string caseId, string digest) =>
        _app.PostAsync(Worker, $"cases/{caseId}/content-approvals", Approval(digest));

    private async Task<string> ApproveAsync(string caseId)
    {
        Answer recorded = await RecordAsync(caseId, await PreviewAsync(caseId));
        Assert.True(recorded.Status == 201, recorded.ToString());
        return (string)recorded.Json["id"]!;
    }

    private static JsonObject Sending(string caseId, string? approval)
    {
        var body = new JsonObject
        {
            ["direction"] = "send",
            ["case"] = caseId,
            ["recipient"] = "reg-shelter",
            ["pathway"] = "shelter-referral",
        };
        if (approval is not null)
            body["approvedContent"] = approval;
        return body;
    }

    private async Task<string> SendAsync(string caseId, string? approval, string becomes)
    {
        string id = await _app.SubmitAsync(Worker, Sending(caseId, approval));
        JsonNode view = await _app.StatusAsync(Worker, id, "ready", "held", "refused");
        Assert.True(becomes == (string)view["status"]!, view.ToJsonString());
        return id;
    }

    private Task<Answer> ReviewAsync(string id) =>
        _app.PostAsync("advocate-reviewer", $"sharing-requests/{id}/review", new { action = "proceed", evidence = "file-12" });
}
