using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Two persons, reconsideration, dry runs, lists and hand-over codes.</summary>
public sealed class ReviewRulesTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Review_WhenNothingWaitsOrItIsAnothersCase_IsRefused()
    {
        string id = await _app.ReadyAsync(await ConsentedAsync());
        Assert.Equal((409, "state-conflict"), Of(await ReviewAsync("advocate-reviewer", id, "proceed")));
        Assert.Equal((404, "not-found"), Of(await ReviewAsync("shelter-reviewer", id, "proceed")));
        Assert.Equal((403, "wrong-role"), Of(await ReviewAsync("advocate-worker", id, "proceed")));
    }

    [Fact]
    public async Task Reconsideration_WhenTheReviewerAgrees_EndsTheRelease()
    {
        string caseId = await ConsentedAsync();
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(
            202, (await _app.PostAsync("advocate-worker", $"sharing-requests/{id}/reconsideration", new { statement = "note-4" })).Status);
        JsonNode item = (await _app.GetAsync("advocate-reviewer", "reviews")).Json["items"]!.AsArray().Single(one =>
            (string)one!["request"]!["id"]! == id)!;
        Assert.Equal("reconsideration", (string)item["kind"]!);
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "proceed")).Status);
        await _app.StatusAsync("advocate-worker", id, "closed");
        Assert.Equal(410, (await _app.CollectAsync("shelter-worker", id)).Status);
        Assert.Equal(
            [LogAction.ReconsiderationAsked, LogAction.ReviewDecided, LogAction.ReleaseStopped],
            (await _app.LogAsync(caseId)).Where(e => e.Actor.Person is not null && e.Request == id).Select(e => e.Action));
    }

    [Fact]
    public async Task Decisions_WhenAsked_AnswersTheHolderAndIsLoggedBefore()
    {
        string caseId = await ConsentedAsync();
        Answer answer = await _app.PostAsync("advocate-worker", "decisions", TestSharing.Send(caseId));
        Assert.Equal(200, answer.Status);
        string query = (string)answer.Json["decision"]!["requestId"]!;
        LogEntry entry = (await _app.Get<AgencyLog>().ReadAsync("reg-advocate", limit: 1000)).Single(e => e.Id == query);
        Assert.Equal((LogAction.DecisionQueried, caseId), (entry.Action, entry.Case?.Value));
        Assert.Equal((404, "not-found"), Of(await _app.PostAsync("shelter-worker", "decisions", TestSharing.Send(caseId))));
        Assert.Equal(
            (422, "invalid-value"), Of(await _app.PostAsync("advocate-worker", "decisions", TestSharing.Ask("ABCD", "reg-shelter"))));
    }

    [Fact]
    public async Task HandOverCode_WhenIssuedTwiceWithOneKey_IsTheSameAndOnlyItsAgencyCanUseIt()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker"));
        string key = Guid.NewGuid().ToString("N");
        string code = await CodeAsync(caseId, key);
        Assert.Equal(code, await CodeAsync(caseId, key));
        Assert.NotEqual(code, await CodeAsync(caseId, Guid.NewGuid().ToString("N")));
        string id = await _app.SubmitAsync(
            "shelter-worker", TestSharing.Ask(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        await _app.StatusAsync("shelter-worker", id, "ready");
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
    }

    [Fact]
    public async Task List_WhenCaughtUp_ShowsEachSideItsOwnAndPages()
    {
        string caseId = await ConsentedAsync();
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        string first = await _app.ReadyAsync(caseId);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        string second = await _app.ReadyAsync(caseId);
        await _app.Get<Projector>().CatchUpAsync();
        JsonNode page = (await _app.GetAsync("advocate-worker", "sharing-requests?limit=1&role=holder")).Json;
        JsonNode next = (await _app.GetAsync("advocate-worker", $"sharing-requests?limit=1&cursor={(string)page["next"]!}")).Json;
        Assert.Equal([second, first], [(string)page["items"]![0]!["id"]!, (string)next["items"]![0]!["id"]!]);
        Assert.NotNull(page["asOf"]);
        JsonArray received = (await _app.GetAsync("shelter-worker", "sharing-requests?role=recipient")).Json["items"]!.AsArray();
        Assert.Contains(received, one => (string)one!["id"]! == first && one["case"] is null);
        JsonArray ready = (await _app.GetAsync("advocate-worker", "sharing-requests?status=ready")).Json["items"]!.AsArray();
        Assert.Contains(ready, one => (string)one!["id"]! == first);
        Assert.All(ready, one => Assert.Equal("ready", (string)one!["status"]!));
        JsonArray stopped = (await _app.GetAsync("advocate-worker", "sharing-requests?status=stopped")).Json["items"]!.AsArray();
        Assert.DoesNotContain(stopped, one => (string)one!["id"]! == first);
        Assert.Equal(
            "malformed-cursor", (await _app.GetAsync("shelter-worker", $"sharing-requests?cursor={(string)page["next"]!}")).Problem);
    }

    private async Task<string> CodeAsync(string caseId, string key)
    {
        Answer answer = await _app.PostAsync("advocate-worker", $"cases/{caseId}/hand-over-codes", new { recipient = "reg-shelter" }, key);
        Assert.True(answer.Status == 201, answer.ToString());
        return (string)answer.Json["code"]!;
    }

    private async Task<string> ConsentedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        return caseId;
    }

    private Task<Answer> ReviewAsync(string person, string id, string action) =>
        _app.PostAsync(person, $"sharing-requests/{id}/review", new { action, evidence = "file-12" });

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.Problem);
}
