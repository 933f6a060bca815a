using System.Text.Json.Nodes;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>What goes without her agreement is no matter of withdrawal, as every text that promises a stop says .</summary>
public sealed class NotStoppedTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Withdraw_WhenSomethingWentWithoutHerAgreement_DoesNotStopIt()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        await _app.ConsentAsync(caseId);
        string agreed = await _app.ReadyAsync(caseId), without = await OverrideAsync(caseId);
        await _app.WithdrawAndFollowAsync(caseId);
        Assert.Equal(410, (await _app.CollectAsync("shelter-worker", agreed)).Status);
        Assert.Equal(200, (await _app.CollectAsync("policeat-worker", without)).Status);
        // Nor is one that begins later; and it ends by its own rule, where no second person confirms it.
        string later = await OverrideAsync(caseId);
        _app.Time.Advance(_app.Policy.Profile.OverrideConfirmation + TimeSpan.FromMinutes(1));
        foreach (string id in new[] { without, later })
            await _app.StatusAsync("advocate-worker", id, "superseded");
    }

    private async Task<string> OverrideAsync(string caseId)
    {
        string id = await _app.SubmitAsync("advocate-worker", new JsonObject
        {
            ["direction"] = "send",
            ["case"] = caseId,
            ["recipient"] = "reg-police-at",
            ["pathway"] = "danger-response",
            ["override"] = new JsonObject
            {
                ["ground"] = "danger",
                ["consentNotSought"] = "askingCreatesDanger",
                ["policyReference"] = "policy-7",
                ["priorNoticeReference"] = "notice-3",
                ["urgent"] = true,
            },
        });
        await _app.StatusAsync("advocate-worker", id, "ready");
        return id;
    }
}
