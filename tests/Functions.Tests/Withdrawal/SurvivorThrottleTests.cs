using System.Net;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Tests.Storage;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

public sealed class SurvivorThrottleTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ds-throttle-").FullName;
    private readonly ManualTime _time = new();
    private readonly EmbeddedStores _stores;
    private readonly SurvivorThrottle _throttle;

    public SurvivorThrottleTests()
    {
        _stores = EmbeddedStores.Open(_directory, _time);
        _throttle = new SurvivorThrottle(_stores.Documents, new LocalKeyStore(Path.Combine(_directory, "keys")), _time);
    }

    public Task InitializeAsync() => _stores.Gate.OpenAsync();

    public async Task DisposeAsync()
    {
        await _stores.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static IPAddress Address(string text) => IPAddress.Parse(text);

    private async Task CountAsync(string address, int times)
    {
        for (int i = 0; i < times; i++)
            await _throttle.TryTakeAsync(Address(address), default);
    }

    [Fact]
    public async Task IsExhausted_AfterTheLastAttempt_HoldsForTheWholeNetworkOnly()
    {
        await CountAsync("192.0.2.7", SurvivorThrottle.Attempts - 1);
        Assert.False(await _throttle.IsExhaustedAsync(Address("192.0.2.7"), default));
        await CountAsync("192.0.2.200", 1);
        Assert.True(await _throttle.IsExhaustedAsync(Address("192.0.2.7"), default));
        Assert.False(await _throttle.IsExhaustedAsync(Address("192.0.3.7"), default));
    }

    [Fact]
    public async Task Stopping_WhileTheCountersCannotBeRead_IsNotKeptWaiting()
    {
        await using EmbeddedStores closed = EmbeddedStores.Open(Path.Combine(_directory, "closed"), _time);
        var throttle = new SurvivorThrottle(closed.Documents, new LocalKeyStore(Path.Combine(_directory, "keys")), _time);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => throttle.IsExhaustedAsync(Address("192.0.2.7"), default));
        Assert.False(await throttle.IsExhaustedForStopAsync(Address("192.0.2.7"), default));
        await throttle.CountWrongStopAsync(Address("192.0.2.7"), default);
        // A second factor may not be tried while nobody counts.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => throttle.TryTakeAsync(Address("192.0.2.7"), default));
    }

    [Fact]
    public async Task IsExhausted_InTheNextWindow_IsOver()
    {
        await CountAsync("2001:db8:1::1", SurvivorThrottle.Attempts);
        Assert.True(await _throttle.IsExhaustedAsync(Address("2001:db8:1:ffff::9"), default));
        _time.Advance(SurvivorThrottle.Window);
        Assert.False(await _throttle.IsExhaustedAsync(Address("2001:db8:1::1"), default));
    }

    [Fact]
    public async Task TryTake_WhenManyComeAtOnce_LetsNoMoreThroughThanAttempts()
    {
        IPAddress source = Address("198.51.100.1");
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 3 * SurvivorThrottle.Attempts).Select(_ => _throttle.TryTakeAsync(source, default)));
        Assert.Equal(SurvivorThrottle.Attempts, taken.Count(one => one));
    }

    [Fact]
    public async Task GiveBack_WhenAnAttemptWasRight_LeavesAsManyAsBefore()
    {
        IPAddress source = Address("198.51.100.1");
        for (int i = 0; i < 2 * SurvivorThrottle.Attempts; i++)
        {
            Assert.True(await _throttle.TryTakeAsync(source, default));
            await _throttle.GiveBackAsync(source, default);
        }
    }

    [Fact]
    public async Task CountWrong_LeavesNoAddressInTheStore()
    {
        await CountAsync("203.0.113.77", 3);
        foreach (string file in Directory.GetFiles(_directory, "data.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("203.0.113", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }
}
