using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class GateReaderTests : IDisposable
{
    private static readonly GateKey Recipient = GateKey.Registration("reg-1");
    private static readonly GateKey Agreement = GateKey.Agreement("agr-1");

    private readonly StoreFixture _f = new();
    private readonly GateReader _gates;

    public GateReaderTests()
    {
        _gates = new GateReader(_f.Store);
        foreach (GateKey key in new[] { Recipient, Agreement })
            _f.Store.CommitAsync(key.InRegistry, GateOperations.Create(isOpen: true)).GetAwaiter().GetResult();
    }

    public void Dispose() => _f.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task FindChangedAsync_WhenNothingChanged_IsNull()
    {
        GateReading before = await _gates.ReadAsync([Recipient, Agreement]);
        Assert.Null(before.Closed);
        Assert.Null(await _gates.FindChangedAsync(before));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FindChangedAsync_WhenAGateMoved_NamesIt(bool isOpen)
    {
        GateReading before = await _gates.ReadAsync([Recipient, Agreement]);
        await _f.Store.CommitAsync(Agreement.InRegistry, GateOperations.Change(isOpen));
        Assert.Equal(Agreement, await _gates.FindChangedAsync(before));
        GateReading now = await _gates.ReadAsync([Recipient, Agreement]);
        Assert.Equal(isOpen ? null : Agreement, now.Closed);
        Assert.Equal(2, now.EpochOf(Agreement));
    }

    [Fact]
    public async Task ReadAsync_WhenThereIsNoSuchGate_IsClosed()
    {
        GateReading reading = await _gates.ReadAsync([GateKey.Policy]);
        Assert.Equal(GateKey.Policy, reading.Closed);
        Assert.Equal(GateKey.Policy, await _gates.FindChangedAsync(reading));
    }
}
