using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class PolicyGateReaderTests : IDisposable
{
    private readonly StoreFixture _f = new();
    private readonly PolicyGateReader _gate;

    public PolicyGateReaderTests() => _gate = new PolicyGateReader(_f.Store);

    public void Dispose() => _f.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task ReadAsync_WhenThereIsNoGate_IsClosed() => Assert.Equal(new Gate(0, false), await _gate.ReadAsync());

    [Fact]
    public async Task ReadAsync_WhenThePolicyMoved_HasAnotherEpoch()
    {
        await _f.Store.CommitAsync(PolicyGateReader.Place, PolicyGateReader.Create());
        Assert.Equal(new Gate(1, true), await _gate.ReadAsync());
        await _f.Store.CommitAsync(PolicyGateReader.Place, PolicyGateReader.Move());
        Assert.Equal(new Gate(2, true), await _gate.ReadAsync());
    }
}
