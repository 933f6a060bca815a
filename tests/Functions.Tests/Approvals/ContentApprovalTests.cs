using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.AccessLog;

namespace DataSharing.Functions.Tests.Approvals;

/// <summary>What goes under an approval is what the person approved, word for word; nobody's stated digest stands for it .</summary>
public sealed partial class ContentApprovalTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Worker = "advocate-worker", Text = "She cannot climb stairs, and she would rather not say why. "
        + TestCases.Canary;
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Letter_WhenApproved_GoesInThePackageAndSaysWhoReadItInWhichLanguageAndWhen()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        string id = await SendAsync(caseId, approval, "ready");
        JsonNode letter = (await _app.CollectAsync("shelter-worker", id)).Json["letter"]!;
        Assert.Equal(
            (Text, "en", Worker, "uk"),
            ((string)letter["text"]!, (string)letter["language"]!, (string)letter["readBy"]!, (string)letter["readIn"]!));
        Assert.NotNull(letter["readAt"]);
        LogEntry entry = Assert.Single(await _app.LogAsync(caseId), one => one.Action == LogAction.ContentApproved);
        Assert.Equal((approval, "reg-shelter", Worker), (entry.Cause, entry.Recipient?.Value, entry.Actor.Person?.Value));
    }

    [Fact]
    public async Task Story_OfAnApproval_TellsTheOfficerWhoReadItInWhichLanguageAndWhenAndNotWhatItSays()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        JsonNode told = (await _app.StoryAsync(caseId, null, LogAction.ContentApproved))["approval"]!;
        Assert.Equal(
            (approval, Worker, "uk", true),
            ((string)told["id"]!, (string)told["readBy"]!, (string)told["readIn"]!, (bool)told["withLetter"]!));
        Assert.NotNull(told["readAt"]);
        string page = await _app.StoryPageAsync(caseId, null, LogAction.ContentApproved);
        Assert.Contains($"{Worker} read the content and the letter to her in the language <code>uk</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(TestCases.Canary, page, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals/{approval}/withdrawal")).Status);
        Assert.NotNull((await _app.StoryAsync(caseId, null, LogAction.ContentWithdrawn))["approval"]!["withdrawnAt"]);
    }

    [Fact]
    public async Task Send_WhenTwoFieldsWereEditedAfterTheApproval_IsHeldForTheChangedText()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        await EditAsync(caseId, 2);
        foreach (string? named in new[] { approval, null })
        {
            string id = await SendAsync(caseId, named, "held");
            JsonNode view = (await _app.GetAsync(Worker, $"sharing-requests/{id}")).Json;
            Assert.Equal(
                ("HOLD", ReasonKinds.ConsentContentChanged, "content.approval"),
                ((string)view["outcome"]!, (string)view["reason"]!, (string)view["waitsFor"]!));
            Assert.Equal(404, (await _app.CollectAsync("shelter-worker", id)).Status);
        }
    }

    [Fact]
    public async Task Hold_WhenTheChangedTextIsApprovedAndReviewed_IsReleased()
    {
        string caseId = await ConsentedAsync();
        await ApproveAsync(caseId);
        await EditAsync(caseId, 1);
        string id = await SendAsync(caseId, null, "held");
        // A word without the approval mends nothing.
        Assert.Equal(202, (await ReviewAsync(id)).Status);
        await Wait.UntilAsync(() => _app.RequestAsync(id), one => one is { Review: null, WorkflowDue: null });
        await _app.StatusAsync(Worker, id, "held");
        await ApproveAsync(caseId);
        Assert.Equal(202, (await ReviewAsync(id)).Status);
        await _app.StatusAsync(Worker, id, "ready");
        Assert.Equal(Text, (string)(await _app.CollectAsync("shelter-worker", id)).Json["letter"]!["text"]!);
    }

    [Theory]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("approval-of-another-case")]
    public async Task Send_WhenItStatesADigestOrNoApprovalOfTheCase_IsRefusedAndNamesTheMember(string stated)
    {
        string caseId = await ConsentedAsync();
        await ApproveAsync(caseId);
        Answer answer = await _app.PostAsync(Worker, "sharing-requests", Sending(caseId, stated));
        Assert.Equal((422, "invalid-value", "/approvedContent"), (answer.Status, answer.Problem, answer.Pointer));
    }

    [Fact]
    public async Task Send_WhenAnApprovalIsNamed_SaysNothingElseOfWhatGoes()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        foreach ((string member, JsonNode value) in new (string, JsonNode)
            [
] { ("fields", new JsonArray("contact")), ("tier", "PORTION"), ("level", "full"),
            })
        {
            JsonObject body = Sending(caseId, approval);
            body[member] = value;
            Answer answer = await _app.PostAsync(Worker, "sharing-requests", body);
            Assert.Equal((422, "/" + member), (answer.Status, answer.Pointer));
        }
    }

    [Fact]
    public async Task Send_WhenAnotherFieldWasFilledSince_TakesTheApprovedTextOnlyByItsName()
    {
        string caseId = await ConsentedAsync(without: "language.literacy");
        string approval = await ApproveAsync(caseId);
        await EditAsync(caseId, 0, add: "language.literacy");
        await SendAsync(caseId, null, "held");
        JsonNode package = (await _app.CollectAsync("shelter-worker", await SendAsync(caseId, approval, "ready"))).Json;
        Assert.DoesNotContain("language.literacy", package["fields"]!.AsArray().Select(field => (string)field!["path"]!));
        Assert.Equal(Text, (string)package["letter"]!["text"]!);
    }

    [Fact]
    public async Task Approval_WhenItIsOfOneMatter_GoesInThatOneAlone()
    {
        string caseId = await ConsentedAsync("legal-advice", "reg-lawyer", ["matter-1", "matter-2", null]);
        JsonObject Content(string? matter)
        {
            var content = new JsonObject { ["recipient"] = "reg-lawyer", ["pathway"] = "legal-advice" };
            if (matter is not null)
                content["matter"] = matter;
            return content;
        }

        async Task<string> ApproveAsync(string? matter)
        {
            Answer preview = await _app.PostAsync(Worker, $"cases/{caseId}/content-preview", Content(matter));
            Assert.True(preview.Status == 200, preview.ToString());
            JsonObject body = Approval((string)preview.Json["digest"]!);
            body["content"] = Content(matter);
            Answer recorded = await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals", body);
            Assert.True(recorded.Status == 201, recorded.ToString());
            Assert.Equal(matter, (string?)recorded.Json["matter"]);
            return (string)recorded.Json["id"]!;
        }

        JsonObject Sending(string? matter, string? approval)
        {
            JsonObject body = Content(matter);
            (body["direction"], body["case"]) = ("send", caseId);
            if (approval is not null)
                body["approvedContent"] = approval;
            return body;
        }

        string first = await ApproveAsync("matter-1"), without = await ApproveAsync(null);
        foreach ((string? matter, string? approval) in new[]
            {
                ("matter-2", first), (null, first), ("matter-1", without), ("matter-2", without),
            })
            Assert.Equal("/approvedContent", (await _app.PostAsync(Worker, "sharing-requests", Sending(matter, approval))).Pointer);
        await _app.StatusAsync(Worker, await _app.SubmitAsync(Worker, Sending("matter-2", null)), "held");
        foreach ((string? matter, string? approval) in new[] { ("matter-1", first), (null, without) })
            foreach (string? named in new[] { approval, null })
                await _app.StatusAsync(Worker, await _app.SubmitAsync(Worker, Sending(matter, named)), "ready");
    }

    [Fact]
    public async Task Approve_WhenItWasReadBeforeTheCaseOrAStopOfTheSharing_NamesReadAt()
    {
        string caseId = await ConsentedAsync();
        async Task<Answer> ReadAtAsync(DateTimeOffset at)
        {
            JsonObject body = Approval(await PreviewAsync(caseId));
            body["readAt"] = SampleBodies.Time(at);
            return await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals", body);
        }

        DateTimeOffset opened = _app.Time.GetUtcNow();
        Answer before = await ReadAtAsync(opened.AddMinutes(-6));
        Assert.Equal((422, "/readAt"), (before.Status, before.Pointer));
        Assert.Equal(201, (await ReadAtAsync(opened)).Status);
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await _app.PostAsync(Worker, $"cases/{caseId}/withdrawal", new { channel = "phone" })).Status);
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        await _app.ConsentAsync(
            caseId, change: consent => consent with { Scopes = [consent.Scopes[0] with { ApprovedContentOnly = true }] });
        Answer stopped = await ReadAtAsync(opened.AddMinutes(1));
        Assert.Equal((422, "/readAt"), (stopped.Status, stopped.Pointer));
        Assert.Contains("stopped after it was read", stopped.Text, StringComparison.Ordinal);
        Assert.Equal(201, (await ReadAtAsync(_app.Time.GetUtcNow())).Status);
    }

    [Fact]
    public async Task Approve_WhenTheRecordChangedSinceItWasRead_ApprovesNothing()
    {
        string caseId = await ConsentedAsync();
        string digest = await PreviewAsync(caseId);
        await EditAsync(caseId, 1);
        Answer answer = await RecordAsync(caseId, digest);
        Assert.Equal((409, "state-conflict", "/digest"), (answer.Status, answer.Problem, answer.Pointer));
        Assert.Empty((await _app.GetAsync(Worker, $"cases/{caseId}/content-approvals")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("/readBy", "\"shelter-worker\"", 422, "/readBy")]
    [InlineData("/readIn", "\"Ukrainian, the dialect of her village\"", 422, "/readIn")]
    [InlineData("/readAt", "\"2190-01-01T00:00:00Z\"", 422, "/readAt")]
    [InlineData("/content/letter/text", "\" \"", 422, "/content/letter/text")]
    [InlineData("/content/letter/language", "\"\"", 422, "/content/letter/language")]
    [InlineData("/content/pathway", "\"no-such\"", 422, "/content/pathway")]
    [InlineData("/content/recipient", "\"reg-nobody\"", 422, "/content/recipient")]
    [InlineData("/content/tier", "\"CASE\"", 422, "/content/letter")]
    public async Task Approve_WhenAMemberIsBad_NamesIt(string member, string value, int status, string pointer)
    {
        string caseId = await ConsentedAsync();
        JsonObject body = Approval(await PreviewAsync(caseId));
        string[] parts = member[1..].Split('/');
        JsonNode at = body;
        foreach (string part in parts[..^1])
            at = at[part]!;
        at[parts[^1]] = JsonNode.Parse(value);
        Answer answer = await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals", body);
        Assert.True((status, pointer) == (answer.Status, answer.Pointer), answer.ToString());
    }

    [Fact]
    public async Task Approval_Always_LiesUnderTheCaseKeyAndGoesWithIt()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        byte[] canary = System.Text.Encoding.UTF8.GetBytes(TestCases.Canary);
        StoredDocument stored = (await _app.Store.ReadAsync(Partition.Case(caseId), CaseIds.Approval(approval)))!;
        Assert.True(stored.Body.Span.IndexOf(canary) < 0);
        Assert.DoesNotContain(_app.Log.Lines, line => line.Contains(TestCases.Canary, StringComparison.Ordinal));
        await _app.Get<CaseErasure>().EraseAsync(
            caseId, DisposalEntries.OfCase(Disposal.UnconfirmedCase, caseId + "-unconfirmed", caseId, "reg-advocate", _app.Time.GetUtcNow()));
        Assert.Null(await _app.Store.ReadAsync(Partition.Case(caseId), CaseIds.Approval(approval)));
    }

    /// <summary>Edits that many fields of the record, over the API as a caseworker would, and fills one more.</summary>
    private async Task EditAsync(string caseId, int fields, string? add = null)
    {
        Answer read = await _app.GetAsync(Worker, $"cases/{caseId}/record");
        JsonNode record = read.Json;
        JsonArray all = record["fields"]!.AsArray();
        // The preferred name and contact go as they are; what others would become, treatments decide.
        foreach (JsonNode? field in all.Where(field =>
            (string)field!["path"]! is "identity.preferredName" or "contact.safeChannel").Take(fields))
            field!["value"] = (string)field["value"]! + ", edited";
        if (add is not null)
            all.Add(new JsonObject { ["path"] = add, ["state"] = "stated", ["value"] = "reads and writes" });
        Answer written = await _app.SendAsync(Worker, HttpMethod.Put, $"cases/{caseId}/record", record, ifMatch: read.ETag);
        Assert.True(written.Status == 200, written.ToString());
    }
}
