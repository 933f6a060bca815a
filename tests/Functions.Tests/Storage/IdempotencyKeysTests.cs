using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class IdempotencyKeysTests : IDisposable
{
    private readonly StoreFixture _f = new();
    private readonly IdempotencyKeys _keys;
    private bool _exists;

    public IdempotencyKeysTests() => _keys = new IdempotencyKeys(_f.Store, new byte[32], _f.Time);

    public void Dispose() => _f.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task<IdempotencyResult> BeginAsync(string body, string agency = "a", string key = "k") =>
        _keys.BeginAsync(agency, "POST /x", key, System.Text.Encoding.UTF8.GetBytes(body), _ => Task.FromResult(_exists));

    [Fact]
    public async Task BeginAsync_WhenTheKeyHasHadItsTime_IsNewWhetherTheStoreHasDroppedItOrNot()
    {
        foreach (bool dropped in new[] { false, true })
        {
            await BeginAsync("1");
            _f.Time.Advance(IdempotencyKeys.KeptFor - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await _f.Stores.SweepAsync());
            Assert.Equal(IdempotencyOutcome.Mismatch, (await BeginAsync("2")).Outcome);
            _f.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(dropped ? 1 : 0, dropped ? await _f.Stores.SweepAsync() : 0);
            Assert.Equal(IdempotencyOutcome.New, (await BeginAsync("2")).Outcome);
            _f.Time.Advance(IdempotencyKeys.KeptFor);
        }
    }

    [Fact]
    public async Task BeginAsync_WhenRepeated_TellsInFlightReplayAndMismatch()
    {
        IdempotencyResult first = await BeginAsync("1");
        Assert.Equal(IdempotencyOutcome.New, first.Outcome);
        Assert.Equal(first with { Outcome = IdempotencyOutcome.InFlight }, await BeginAsync("1"));
        Assert.Equal(first with { Outcome = IdempotencyOutcome.Mismatch }, await BeginAsync("2"));
        _exists = true;
        Assert.Equal(first with { Outcome = IdempotencyOutcome.Replay }, await BeginAsync("1"));
        Assert.Equal(IdempotencyOutcome.Mismatch, (await BeginAsync("2")).Outcome);
    }

    [Fact]
    public async Task BeginAsync_WhenTheFirstDiedBeforeItWrote_TheRepeatTakesOver()
    {
        string id = (await BeginAsync("1")).Id;
        _f.Time.Advance(IdempotencyKeys.InFlightFor);
        Assert.Equal(new IdempotencyResult(IdempotencyOutcome.New, id), await BeginAsync("1"));
    }

    [Fact]
    public async Task ReleaseAsync_WhenTheRequestWasRefused_TheKeyIsFreeForAnotherBody()
    {
        await _keys.ReleaseAsync("a", (await BeginAsync("1")).Id);
        Assert.Equal(IdempotencyOutcome.New, (await BeginAsync("2")).Outcome);
    }

    [Fact]
    public void IdOf_WhenAnyPartDiffers_IsAnotherOpaqueId()
    {
        string[] ids = [_keys.IdOf("a", "r", "k"), _keys.IdOf("b", "r", "k"), _keys.IdOf("a", "s", "k"), _keys.IdOf("a", "r", "l"),
            new IdempotencyKeys(_f.Store, [.. Enumerable.Repeat((byte)1, 32)], _f.Time).IdOf("a", "r", "k")];
        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{26}$", id));
        Assert.Equal(ids[0], _keys.IdOf("a", "r", "k"));
    }
}
