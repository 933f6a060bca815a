using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Tests.Retention;

public sealed class LinkDisposalTests : IAsyncLifetime
{
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public Task InitializeAsync() => _f.OpenCaseAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    private async Task RunAfterAsync(TimeSpan by)
    {
        _f.Time.Advance(by);
        await _f.RunAsync();
    }

    [Fact]
    public async Task RunAsync_WhenALinkWasRevoked_RemovesItAMonthLater()
    {
        LinkDocument link = await _f.LinkAsync("l1");
        _f.Time.Advance(TimeSpan.FromDays(3));
        await _f.EndLinkAsync(link);
        await _f.RunAsync();
        await RunAfterAsync(RetentionFixture.Month - RetentionFixture.Second);
        Assert.True(await _f.HasLinkAsync("l1"));
        await RunAfterAsync(RetentionFixture.Second);
        Assert.False(await _f.HasLinkAsync("l1"));
        Assert.False(await _f.PointsAsync(link.SecretFingerprint) || await _f.PointsAsync(link.CodeFingerprint));
        Assert.Equal(["withdrawalLink:l1"], await _f.DisposedAsync());
        Assert.Equal(0, _f.AgendaItems);
    }

    [Fact]
    public async Task RunAsync_WhenASentLinkEnded_RemovesItAMonthLater()
    {
        await _f.LinkAsync("l1", expires: _f.Now + RetentionFixture.Month);
        await _f.RunAsync();
        await RunAfterAsync((2 * RetentionFixture.Month) - RetentionFixture.Second);
        Assert.True(await _f.HasLinkAsync("l1"));
        await RunAfterAsync(RetentionFixture.Second);
        Assert.False(await _f.HasLinkAsync("l1"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(3650)]
    public async Task RunAsync_WhenAClockWasFarAheadForADay_KeepsWhatASentLinkPointsFrom(int days)
    {
        LinkDocument link = await _f.LinkAsync("l1", expires: _f.Now + RetentionFixture.Month);
        await _f.RunAsync();
        _f.Time.Step(TimeSpan.FromDays(days));
        for (int i = 0; i < 24; i++)
        {
            await _f.Stores.SweepAsync();
            await RunAfterAsync(TimeSpan.FromHours(1));
        }

        Assert.Null(await _f.Get<LinkDirectory>().FindAsync(link.CodeFingerprint, default));
        _f.Time.Step(TimeSpan.FromDays(-days));
        Assert.True(await _f.HasLinkAsync("l1"));
        Assert.NotNull(await _f.Get<LinkDirectory>().FindAsync(link.SecretFingerprint, default));
        Assert.NotNull(await _f.Get<LinkDirectory>().FindAsync(link.CodeFingerprint, default));
    }

    [Fact]
    public async Task RunAsync_WhenAClockWasFarAhead_RemovesASentLinkInTheEnd()
    {
        LinkDocument link = await _f.LinkAsync("l1", expires: _f.Now + RetentionFixture.Month);
        await _f.RunAsync();
        _f.Time.Step(TimeSpan.FromDays(60));
        await _f.RunAsync();
        _f.Time.Step(TimeSpan.FromDays(-60));
        await _f.RunAsync();
        await RunAfterAsync((2 * RetentionFixture.Month) + TimeSpan.FromDays(1));
        await RunAfterAsync(TimeSpan.FromDays(1));
        Assert.False(await _f.HasLinkAsync("l1"));
        Assert.False(await _f.PointsAsync(link.SecretFingerprint) || await _f.PointsAsync(link.CodeFingerprint));
    }

    [Fact]
    public async Task RunAsync_WhenALinkWorks_NeverTouchesIt()
    {
        LinkDocument link = await _f.LinkAsync("l1");
        for (int i = 0; i < 24; i++)
            await RunAfterAsync(RetentionFixture.Month);
        Assert.True(await _f.HasLinkAsync("l1"));
        Assert.NotNull(await _f.Get<LinkDirectory>().FindAsync(link.SecretFingerprint, default));
        Assert.NotNull(await _f.Get<LinkDirectory>().FindAsync(link.CodeFingerprint, default));
    }

    [Fact]
    public async Task RunAsync_WhenTheCaseIsClosed_EndsItsLinksAndRemovesThemAMonthLater()
    {
        LinkDocument link = await _f.LinkAsync("l1");
        await _f.RunAsync();
        await _f.Commits.Changes.CloseAsync(Some.Case, Some.Entry(LogAction.CaseClosed));
        await RunAfterAsync(RetentionFixture.Month);
        Assert.True(await _f.HasLinkAsync("l1"));
        Assert.False(await _f.PointsAsync(link.SecretFingerprint) || await _f.PointsAsync(link.CodeFingerprint));
        await RunAfterAsync(RetentionFixture.Month);
        Assert.False(await _f.HasLinkAsync("l1"));
        Assert.Equal(["withdrawalLink:l1"], await _f.DisposedAsync());
    }
}
