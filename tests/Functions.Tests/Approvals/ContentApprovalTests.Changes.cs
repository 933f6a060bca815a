using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Approvals;

/// <summary>What becomes of an approval when the case changes, and who sees it.</summary>
public sealed partial class ContentApprovalTests
{
    [Fact]
    public async Task Approval_WhenTakenBack_StopsWhatRestsOnItAndIsNotNamedAgain()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        string ready = await SendAsync(caseId, approval, "ready");
        for (int i = 0; i < 2; i++)
            Assert.NotNull((await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals/{approval}/withdrawal")).Json["withdrawnAt"]);
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", ready)).Problem);
        Assert.Equal("/approvedContent", (await _app.PostAsync(Worker, "sharing-requests", Sending(caseId, approval))).Pointer);
        await SendAsync(caseId, null, "held");
        Assert.Single(await _app.LogAsync(caseId), one => one.Action == LogAction.ContentWithdrawn);
    }

    [Fact]
    public async Task Collect_WhenTheRecordWasEditedAfterTheApprovedTextWasReleased_IsSuperseded()
    {
        string caseId = await ConsentedAsync();
        string ready = await SendAsync(caseId, await ApproveAsync(caseId), "ready");
        await EditAsync(caseId, 0);
        // Written again without a change of what goes: it is the text that she approved.
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", ready)).Status);
        await EditAsync(caseId, 1);
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", ready)).Problem);
    }

    [Theory]
    [InlineData("approval taken back")]
    [InlineData("record edited")]
    [InlineData("person barred")]
    [InlineData("field suppressed")]
    [InlineData("nothing of it")]
    public async Task Send_WhenTheApprovedTextIsOnItsWayAndTheCaseChanges_IsBrokenOffUnlessItIsStillWhatSheApproved(string change)
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        string ready = await SendAsync(caseId, approval, "ready");
        var caller = new Caller("reg-shelter", "body-shelter", "SHELT", "shelter-worker", new HashSet<string>());
        Domain.Registry.Person person = (await _app.Get<RegistryReader>().FindPersonAsync(
            "reg-shelter", "shelter-worker", default))!.Value.Person;
        Collector collector = _app.Get<Collector>();
        OpenCollection guard = (await collector.CommitAsync(await _app.RequestAsync(ready), caller, person, default)).Value;
        Assert.True(await guard.StandsAsync(default));
        if (change == "approval taken back")
            Assert.Equal(200, (await _app.PostAsync(Worker, $"cases/{caseId}/content-approvals/{approval}/withdrawal")).Status);
        else if (change == "record edited")
            await EditAsync(caseId, 1);
        else if (change == "person barred")
            await _app.ChangeFactsAsync(caseId, facts => facts with { BarredBodies = ["reg-shelter/shelter-worker"] });
        else if (change == "field suppressed")
            await _app.ChangeFactsAsync(
                caseId, facts => facts with { Suppressed = [.. facts.Suppressed, new SuppressedPath("identity.preferredName", false)] });
        else
            await EditAsync(caseId, 0);
        Assert.Equal(change == "nothing of it", await guard.StandsAsync(default));
    }

    [Fact]
    public async Task Approval_WhenTheFactsAreReplaced_Stands()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        JsonNode view = (await _app.GetAsync(Worker, $"cases/{caseId}")).Json;
        Answer replaced = await _app.SendAsync(
            Worker, HttpMethod.Put, $"cases/{caseId}/facts", view["facts"]!, ifMatch: $"\"{(string)view["factsETag"]!}\"");
        Assert.True(replaced.Status == 200, replaced.ToString());
        await SendAsync(caseId, approval, "ready");
    }

    [Fact]
    public async Task Approval_WhenRead_ShowsTheApprovedTextToTheHolderAloneAndIsOnTheLog()
    {
        string caseId = await ConsentedAsync();
        string approval = await ApproveAsync(caseId);
        string path = $"cases/{caseId}/content-approvals/{approval}";
        JsonNode read = (await _app.GetAsync(Worker, path)).Json;
        Assert.Equal(Text, (string)read["content"]!["letter"]!["text"]!);
        Assert.Equal((Worker, "uk"), ((string)read["readBy"]!, (string)read["readIn"]!));
        Assert.Equal(404, (await _app.GetAsync("shelter-worker", path)).Status);
        Assert.Contains(
            await _app.LogAsync(caseId),
            one => one is { Action: LogAction.RecordRead, Outcome: "approvedContent" } && one.Cause == approval);
    }
}
