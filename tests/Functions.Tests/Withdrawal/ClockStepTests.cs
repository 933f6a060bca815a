using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>A clock that is corrected while the app runs: stops are never refused, and nobody waits for it to come round.</summary>
[Trait("Speed", "Slow")]
public sealed class ClockStepTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(-11)]
    [InlineData(-86_400)]
    [InlineData(-60 * 86_400)]
    [InlineData(60 * 86_400)]
    public async Task Stop_WhenTheClockWasCorrected_IsTakenByEveryDoor(int seconds)
    {
        HandedLink byLink = await _app.HandLinkAsync(), byCode = await _app.HandLinkAsync(), oral = await _app.HandLinkAsync();
        Consent consent = await _app.ConsentAsync(oral.Case);
        // Something of each kind is remembered from before.
        Assert.Equal(422, (await _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"))).Status);
        string ready = await _app.ReadyAsync(oral.Case);

        _app.Time.Step(TimeSpan.FromSeconds(seconds));
        _app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("secret", byLink.Secret))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", byCode.Code))).Status);
        Assert.Equal(
            200,
            (await _app.PostAsync(
                "advocate-worker", $"cases/{oral.Case}/consents/{consent.Id}/withdrawal", new { channel = "phone" })).Status);
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{oral.Case}/withdrawal", new { channel = "phone" })).Status);
        Assert.Equal(200, (await _app.GetAsync("advocate-worker", $"sharing-requests/{ready}")).Status);
        Assert.Equal(422, (await _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"))).Status);
        foreach (HandedLink link in new[] { byLink, byCode, oral })
            Assert.NotEmpty(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Stop_WhenTheClockWasFarAheadForAWhile_IsTakenByALinkThatWasSent()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { SurvivorChannel = ChannelState.Safe });
        HandedLink sent = await _app.HandLinkAsync(caseId, delivery: "safeChannel");
        await _app.Get<Agenda>().FollowAsync();
        _app.Time.Step(TimeSpan.FromDays(60));
        await _app.Get<EmbeddedStores>().SweepAsync();
        await _app.Get<Agenda>().FollowAsync();
        await _app.Get<Agenda>().DisposeAsync();
        Assert.Equal(422, (await _app.SubmitAsync(("action", "look"), ("secret", sent.Secret), ("word", SurvivorSite.Word))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("secret", sent.Secret))).Status);
        Assert.NotEmpty(await _app.StopsAsync(caseId));

        _app.Time.Step(TimeSpan.FromDays(-60));
        Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("secret", sent.Secret), ("word", SurvivorSite.Word))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", sent.Code))).Status);
    }

    [Fact]
    public async Task Throttle_WhenTheClockStepsBackAndForth_LetsNoNetworkBeLockedOut()
    {
        HandedLink link = await _app.HandLinkAsync();
        // Each of these moments is one that the clock has not shown before, but for the last.
        foreach ((int days, int left) in new[]
            {
                (0, SurvivorThrottle.Attempts), (-60, SurvivorThrottle.Attempts), (120, SurvivorThrottle.Attempts),
                (-61, SurvivorThrottle.Attempts), (1, 0),
            })
        {
            _app.Time.Step(TimeSpan.FromDays(days));
            for (int i = 0; i < left; i++)
                Assert.Equal(422, (await WrongAsync()).Status);
            Answer told = await WrongAsync();
            Assert.Equal(429, told.Status);
            Assert.InRange(
                int.Parse(told.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1,
                (int)SurvivorThrottle.Window.TotalSeconds);
            Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", link.Code))).Status);
        }

        _app.Time.Advance(SurvivorThrottle.Window);
        Assert.Equal(422, (await WrongAsync()).Status);

        Task<Answer> WrongAsync() => _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"));
    }
}
