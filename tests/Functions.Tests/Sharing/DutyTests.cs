using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Projections;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>What goes on a duty rests on no consent, and is told so to everybody whom it concerns .</summary>
public sealed class DutyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Send_OnADuty_SaysThatItWentWithoutConsentAndThatSheIsToBeTold()
    {
        string caseId = await _app.OpenCaseAsync("reg-shelter", "child-protection-notification", facts => facts with
        {
            Age = new AgeFacts { Status = AgeStatus.Child, MajorityAt = _app.Time.GetUtcNow().AddYears(2) },
        });
        string id = await _app.SubmitAsync(
            "shelter-worker", TestSharing.Send(caseId, "reg-childprotection", "child-protection-notification"));
        JsonNode view = await _app.StatusAsync("shelter-worker", id, "ready", "refused", "held");
        Assert.True((string)view["status"]! == "ready", view.ToJsonString());
        Assert.Equal((true, true), ((bool?)view["withoutConsent"], (bool?)view["survivorToBeTold"]));
        Assert.True((bool)(await _app.CollectAsync("childprot-worker", id)).Json["withoutConsent"]!);
        JsonNode theirs = (await _app.GetAsync("childprot-worker", $"sharing-requests/{id}")).Json;
        Assert.Equal((true, null), ((bool?)theirs["withoutConsent"], (bool?)theirs["survivorToBeTold"]));
        Assert.True((await _app.RequestAsync(id)).TellSurvivorWhenSafe);
        Assert.Equal(["duty"], (await _app.LogAsync(caseId)).Where(one => one.Action == LogAction.ReleaseCreated).Select(one => one.Cause));

        await _app.Get<Projector>().CatchUpAsync();
        string address = (await _app.GetAsync(
            "shelter-dpo", $"access-log?case={caseId}&action={LogAction.ReleaseCreated}")).Json["entries"]!.AsArray()
            .Select(one => (string)one!["id"]!).Single();
        JsonNode story = (await _app.GetAsync("shelter-dpo", "access-log/" + address)).Json;
        Assert.Equal((true, true), ((bool?)story["withoutConsent"], (bool?)story["survivorToBeTold"]));
        Assert.Contains("override.tellSurvivor", story["decision"]!["flags"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_OnAConsent_SaysNothingOfTheKind()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        JsonNode view = (await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json;
        Assert.Equal((null, null), ((bool?)view["withoutConsent"], (bool?)view["survivorToBeTold"]));
        Assert.False((bool)(await _app.CollectAsync("shelter-worker", id)).Json["withoutConsent"]!);
    }
}
