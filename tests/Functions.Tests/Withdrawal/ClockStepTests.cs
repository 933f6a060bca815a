using DataSharing.Domain.Consents;
using DataSharing.Functions.Tests.Support;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>A clock that is corrected while the app runs: stops are never refused, and nobody waits for it to come round.</summary>
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
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{oral.Case}/consents/{consent.Id}/withdrawal", new { channel = "phone" })).Status);
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{oral.Case}/withdrawal", new { channel = "phone" })).Status);
        Assert.Equal(200, (await _app.GetAsync("advocate-worker", $"sharing-requests/{ready}")).Status);
        Assert.Equal(422, (await _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"))).Status);
        foreach (HandedLink link in new[] { byLink, byCode, oral })
            Assert.NotEmpty(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Throttle_WhenTheClockStepsBackAndForth_LetsNoNetworkBeLockedOut()
    {
        HandedLink link = await _app.HandLinkAsync();
        foreach (int days in new[] { 0, -60, 120, -60, -1, 1 })
        {
            _app.Time.Step(TimeSpan.FromDays(days));
            for (int i = 0; i < SurvivorThrottle.Attempts + 1; i++)
                Assert.InRange((await _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"))).Status, 422, 429);
            Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", link.Code))).Status);
        }
    }
}
