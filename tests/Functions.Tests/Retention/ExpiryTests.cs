using System.Net;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Retention;

/// <summary>What ends by a date known from the start: there before it, gone after it.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public Task InitializeAsync() => _f.OpenCaseAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    private async Task AssertGoesAsync(Container container, TimeSpan after, int documents = 1)
    {
        _f.Time.Advance(after - RetentionFixture.Second);
        await _f.Stores.SweepAsync();
        Assert.Equal(documents, _f.Count(container));
        _f.Time.Advance(RetentionFixture.Second);
        await _f.Stores.SweepAsync();
        Assert.Equal(0, _f.Count(container));
    }

    [Fact]
    public async Task SweepAsync_WhenAnIdempotencyKeyIsAMonthOld_DropsIt()
    {
        var keys = new IdempotencyKeys(_f.Store, new byte[32], _f.Time, RetentionFixture.Month);
        await keys.BeginAsync("a", "POST /x", "k", new byte[] { 1 }, _ => Task.FromResult(true));
        await AssertGoesAsync(Container.Idempotency, RetentionFixture.Month);
    }

    [Fact]
    public async Task SweepAsync_WhenAVisitIsOver_DropsIt()
    {
        await _f.Get<Visits>().BeginAsync(Some.Case, default);
        await AssertGoesAsync(Container.Sessions, Visits.Length);
    }

    [Fact]
    public async Task SweepAsync_WhenAThrottleWindowIsOver_DropsItsCounter()
    {
        SurvivorThrottle throttle = _f.Get<SurvivorThrottle>();
        for (int i = 0; i < 3; i++)
            await throttle.TakeAsync(Guess.Word, IPAddress.Parse("192.0.2.1"), default);
        // Of the network and of the wider one around it.
        await AssertGoesAsync(Container.Throttle, SurvivorThrottle.Window, 2);
    }

    [Fact]
    public async Task SweepAsync_WhenAConfirmationNumberIsADayOld_DropsIt()
    {
        StopReceipt receipt = (await _f.Get<StopSharing>().CommitAsync(new(Some.Case, StopTarget.Everything, new("link", LogActor.Survivor)), default))!;
        StopNumbers numbers = _f.Get<StopNumbers>();
        await numbers.RememberAsync(receipt.Number, Some.Case, "lnk-1", default);
        Assert.Equal(
            (Some.Case, "lnk-1"),
            (await numbers.FindAsync(receipt.Number, default)) is { } target ? (target.CaseId.Value, target.LinkId) : default);
        await AssertGoesAsync(Container.Links, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task SweepAsync_WhenASentLinkEnds_LeavesItToItsReaderAndItsDisposal()
    {
        LinkDocument link = await _f.LinkAsync("sent", _f.Now + WithdrawalLinks.SentLinkLives);
        LinkDirectory directory = _f.Get<LinkDirectory>();
        _f.Time.Advance(WithdrawalLinks.SentLinkLives - RetentionFixture.Second);
        Assert.NotNull(await directory.FindAsync(link.SecretFingerprint, default));
        _f.Time.Advance(RetentionFixture.Second);
        await _f.Stores.SweepAsync();
        Assert.Null(await directory.FindAsync(link.SecretFingerprint, default));
        Assert.NotNull(await directory.FindToStopAsync(link.SecretFingerprint, default));
        Assert.Equal(2, _f.Count(Container.Links));
    }

    [Fact]
    public async Task SweepAsync_WhenALinkWasHandedOver_LeavesIt()
    {
        await _f.LinkAsync("card");
        _f.Time.Advance(TimeSpan.FromDays(4000));
        await _f.Stores.SweepAsync();
        Assert.Equal(2, _f.Count(Container.Links));
    }
}
