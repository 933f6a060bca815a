using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>
/// What ends by a date has ended when the date has come: no timer has to have fired, and no clock that was ahead puts it off
///
/// </summary>
[Trait("Speed", "Slow")]
public sealed class DeadlinesTests : IAsyncLifetime
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(60), ADay = TimeSpan.FromHours(25);

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Unconfirmed_WhenItsDayIsOverAndNoTimerFired_IsNeitherCollectedNorConfirmed()
    {
        (string caseId, string collected) = await UrgentAsync();
        (_, string reviewed) = await UrgentAsync();
        (_, string refused) = await UrgentAsync();
        Assert.Equal(200, (await _app.CollectAsync("policeat-worker", collected)).Status);
        _app.Time.Step(ADay);

        Assert.Equal("superseded", (string)(await _app.GetAsync("advocate-worker", $"sharing-requests/{collected}")).Json["status"]!);
        Assert.Equal((410, "expired"), Of(await _app.CollectAsync("policeat-worker", collected)));
        Assert.DoesNotContain(reviewed, (await _app.GetAsync("advocate-reviewer", "reviews")).Text, StringComparison.Ordinal);
        foreach ((string id, string action) in new[] { (reviewed, "proceed"), (refused, "refuse") })
        {
            Answer late = await ReviewAsync(id, action);
            Assert.Equal((409, "state-conflict"), Of(late));
            Assert.Contains("it has ended", late.Text, StringComparison.Ordinal);
        }

        // Whoever found it over has it ended, for every clock.
        _app.Time.Step(-ADay);
        foreach (string id in new[] { collected, reviewed, refused })
        {
            await _app.EndAsync(id);
            Assert.Equal(410, (await _app.CollectAsync("policeat-worker", id)).Status);
        }

        Assert.Equal(
            ["unconfirmed"], (await _app.LogAsync(caseId)).Where(one => one.Action == LogAction.ReleaseStopped).Select(one => one.Outcome));
    }

    /// <summary>It died between the end of the release and the request's own state.</summary>
    [Theory]
    [InlineData("proceed")]
    [InlineData("refuse")]
    public async Task Unconfirmed_WhenItHasEndedAndItsRequestDoesNotSaySoYet_IsNotConfirmed(string action)
    {
        (string caseId, string id) = await UrgentAsync();
        RequestLife document = await _app.RequestAsync(id);
        Assert.True(await _app.Get<Releaser>().EndAsync(
            document.Request, caseId, ReleaseEnd.Unconfirmed));
        Assert.Equal(RequestState.Released, (await _app.RequestAsync(id)).State);

        Assert.DoesNotContain(id, (await _app.GetAsync("advocate-reviewer", "reviews")).Text, StringComparison.Ordinal);
        Answer late = await ReviewAsync(id, action);
        Assert.Equal((409, "state-conflict"), Of(late));
        Assert.Contains("it has ended", late.Text, StringComparison.Ordinal);
        Assert.Equal((RequestState.Closed, Ending.Superseded), ((await _app.RequestAsync(id)).State, (await _app.RequestAsync(id)).Ending));
        Assert.DoesNotContain(await _app.LogAsync(caseId), one => one.Action == LogAction.ReviewDecided);
    }

    [Fact]
    public async Task Unconfirmed_WhenItsDayEndsWhileItIsSent_IsBrokenOff()
    {
        (_, string id) = await UrgentAsync();
        Collector collector = _app.Get<Collector>();
        var caller = new Caller("reg-police-at", "body-police", "POLAT", "policeat-worker", new HashSet<string>());
        OpenCollection guard = (await collector.CommitAsync(
            await _app.RequestAsync(id), caller, (await _app.Get<RegistryReader>().FindPersonAsync(
                "reg-police-at", "policeat-worker", default))!.Value.Person, default)).Value;
        Assert.True(await guard.StandsAsync(default));
        _app.Time.Step(ADay);
        Assert.False(await guard.StandsAsync(default));
    }

    [Fact]
    public async Task Unconfirmed_WhenConfirmedInTime_OutlivesItsDay()
    {
        (_, string id) = await UrgentAsync();
        Assert.Equal(202, (await ReviewAsync(id, "proceed")).Status);
        _app.Time.Step(ADay);
        Assert.Equal(200, (await _app.CollectAsync("policeat-worker", id)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unconfirmed_WhenTheClockWasAheadAtItsRelease_DoesNotWaitForThatClock(bool corrected)
    {
        _app.Time.Step(Ahead);
        (string caseId, string id) = await UrgentAsync();
        _app.Time.Step(-Ahead);
        if (corrected)
            await CorrectAsync(caseId);
        Assert.Equal((410, "expired"), Of(await _app.CollectAsync("policeat-worker", id)));
        await _app.EndAsync(id);
    }

    [Fact]
    public async Task Unconfirmed_WhenItIsLookedAtOnlyWhenTheClockCameRoundAgain_HasEndedADayAfterTheCorrection()
    {
        _app.Time.Step(Ahead);
        (string caseId, string id) = await UrgentAsync();
        _app.Time.Step(-Ahead);
        await CorrectAsync(caseId);
        _app.Time.Step(Ahead);
        Assert.Equal((410, "expired"), Of(await _app.CollectAsync("policeat-worker", id)));
    }

    [Fact]
    public async Task Unconfirmed_WhenTheCaseHadSeenATimeAheadBefore_HasItsDay()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        _app.Time.Step(Ahead);
        Assert.Equal(200, (await _app.GetAsync("advocate-worker", $"cases/{caseId}")).Status);
        await _app.Get<CaseLedger>().ChainAsync(caseId);
        _app.Time.Step(-Ahead);
        string id = await UrgentAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("policeat-worker", id)).Status);
        Assert.Equal(202, (await ReviewAsync(id, "proceed")).Status);
    }

    [Fact]
    public async Task Released_WhenTheClockWasAhead_CountsFromItsCorrection()
    {
        _app.Time.Step(Ahead);
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        _app.Time.Step(-Ahead);
        await CorrectAsync(caseId);
        _app.Time.Step(_app.Policy.Profile.ReleaseLifetime + TimeSpan.FromHours(1));
        Assert.Equal((410, "expired"), Of(await _app.CollectAsync("shelter-worker", id)));
    }

    [Fact]
    public async Task Accepted_WhenTheDayAfterIsOverAndNoTimerFired_IsNotCollectedAgain()
    {
        (_, string id) = await ConsentedAsync();
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        Assert.Equal(200, (await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/acceptance", new { accepted = true })).Status);
        await Wait.UntilAsync(() => _app.RequestAsync(id), one => one.WorkflowDue is null);
        _app.Time.Step(ADay);
        Assert.Equal("closed", (string)(await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json["status"]!);
        Assert.Equal((410, "closed"), Of(await _app.CollectAsync("shelter-worker", id)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accept_WhenItHasExpiredAndNoTimerFired_IsRefused(bool accepted)
    {
        (_, string id) = await ConsentedAsync();
        _app.Time.Step(_app.Policy.Profile.ReleaseLifetime + TimeSpan.FromHours(1));
        Assert.Equal(
            (409, "state-conflict"), Of(await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/acceptance", new { accepted })));
        await _app.EndAsync(id);
        Assert.Equal("expired", (string)(await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json["status"]!);
    }

    [Theory]
    [InlineData(true, "proceed")]
    [InlineData(true, "refuse")]
    [InlineData(false, "proceed")]
    public async Task Held_WhenItsTimeIsOverAndNoTimerFired_IsNotReviewed(bool clockWasRight, string action)
    {
        TimeSpan clock = _app.Get<Deadlines>().HoldClock("shelter-referral") + TimeSpan.FromHours(2);
        if (!clockWasRight)
            _app.Time.Step(clock);
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        await _app.ConsentAsync(caseId);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await _app.StatusAsync("advocate-worker", id, "held");
        await _app.ChangeFactsAsync(
            caseId, facts => facts with { Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true } });
        _app.Time.Step(clockWasRight ? clock : -clock);

        Assert.DoesNotContain(id, (await _app.GetAsync("advocate-reviewer", "reviews")).Text, StringComparison.Ordinal);
        Answer late = await ReviewAsync(id, action);
        Assert.Equal((409, "state-conflict"), Of(late));
        Assert.Contains("it has ended", late.Text, StringComparison.Ordinal);
        await _app.EndAsync(id);
        Assert.Equal("refused", (string)(await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json["status"]!);
    }

    private async Task<(string Case, string Request)> ConsentedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        return (caseId, await _app.ReadyAsync(caseId));
    }

    private async Task<(string Case, string Request)> UrgentAsync()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        return (caseId, await UrgentAsync(caseId));
    }

    private async Task<string> UrgentAsync(string caseId)
    {
        string id = await _app.SubmitAsync("advocate-worker", new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-police-at",
            pathway = "danger-response",
            @override = new { ground = "danger", consentNotSought = "askingCreatesDanger", policyReference = "policy-7", urgent = true },
        });
        await _app.StatusAsync("advocate-worker", id, "ready");
        return id;
    }

    private async Task CorrectAsync(string caseId)
    {
        foreach ((string person, string state) in new[] { ("advocate-worker", "waiting"), ("advocate-worker-2", "done") })
        {
            Answer said = await _app.PostAsync(person, $"cases/{caseId}/clock-correction", new { present = _app.Time.GetUtcNow() });
            Assert.True(said.Status == 200 && (string)said.Json["state"]! == state, said.ToString());
        }
    }

    private Task<Answer> ReviewAsync(string id, string action) =>
        _app.PostAsync("advocate-reviewer", $"sharing-requests/{id}/review", new { action, evidence = "file-12" });

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.Status < 400 ? "" : answer.Problem);
}
