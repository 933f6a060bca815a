using System.Net;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
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

    private async Task<int> TakenAsync(Guess guess, string address, int times)
    {
        int taken = 0;
        for (int i = 0; i < times; i++)
            taken += await _throttle.TakeAsync(guess, Address(address), default) is null ? 1 : 0;
        return taken;
    }

    [Fact]
    public async Task Take_AfterTheLastAttempt_IsOverForTheWholeNetworkOnly()
    {
        Assert.Equal(SurvivorThrottle.Attempts, await TakenAsync(Guess.Code, "192.0.2.7", SurvivorThrottle.Attempts));
        Assert.Equal(0, await TakenAsync(Guess.Code, "192.0.2.200", 1));
        Assert.Equal(1, await TakenAsync(Guess.Code, "192.0.3.7", 1));
    }

    [Fact]
    public async Task Take_OfWords_LeavesTheCodesOfTheNetworkAsTheyWere()
    {
        await TakenAsync(Guess.Word, "192.0.2.7", 2 * SurvivorThrottle.Attempts);
        Assert.Equal(SurvivorThrottle.Attempts, await TakenAsync(Guess.Code, "192.0.2.7", 2 * SurvivorThrottle.Attempts));
    }

    [Fact]
    public async Task Take_WhenOneHasManyNetworks_IsBoundedByTheWiderOneAroundThem()
    {
        int taken = 0;
        for (int network = 0; network < 30; network++)
            taken += await TakenAsync(Guess.Word, $"198.51.{network}.1", SurvivorThrottle.Attempts);
        Assert.Equal(SurvivorThrottle.WideAttempts, taken);
        // Whoever is elsewhere is not touched.
        Assert.Equal(SurvivorThrottle.Attempts, await TakenAsync(Guess.Word, "198.52.29.1", 2 * SurvivorThrottle.Attempts));
        Assert.Equal(SurvivorThrottle.WideAttempts, await WideAsync());

        async Task<int> WideAsync()
        {
            int all = 0;
            for (int network = 0; network < 30; network++)
                all += await TakenAsync(Guess.Word, $"2001:db8:{network:x}::1", SurvivorThrottle.Attempts);
            return all;
        }
    }

    [Fact]
    public async Task Counting_WhileTheCountersCannotBeRead_KeepsNoCodeWaitingAndLetsNoWordThrough()
    {
        await using var closed = EmbeddedStores.Open(Path.Combine(_directory, "closed"), _time);
        var throttle = new SurvivorThrottle(closed.Documents, new LocalKeyStore(Path.Combine(_directory, "keys")), _time);
        Assert.Null(await throttle.CountMissAsync(Address("192.0.2.7"), default));
        // A second factor may not be tried while nobody counts.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => throttle.TakeAsync(Guess.Word, Address("192.0.2.7"), default));
    }

    [Fact]
    public async Task Take_WhenRefused_SaysAfterWhichTimeThereAreSomeAgain()
    {
        _time.Advance(TimeSpan.FromMinutes(4));
        await TakenAsync(Guess.Code, "2001:db8:1::1", SurvivorThrottle.Attempts);
        TimeSpan wait = (await _throttle.TakeAsync(Guess.Code, Address("2001:db8:1:ffff::9"), default))!.Value;
        Assert.InRange(wait, TimeSpan.FromTicks(1), SurvivorThrottle.Window);
        _time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await _throttle.TakeAsync(Guess.Code, Address("2001:db8:1::1"), default));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await _throttle.TakeAsync(Guess.Code, Address("2001:db8:1::1"), default));
    }

    [Theory]
    [InlineData(Guess.Code)]
    [InlineData(Guess.Word)]
    public async Task Take_WhenManyComeAtOnce_LetsNoMoreThroughThanAttempts(Guess guess)
    {
        IPAddress source = Address("198.51.100.1");
        TimeSpan?[] waits = await Task.WhenAll(
            Enumerable.Range(0, 4 * SurvivorThrottle.Attempts).Select(_ => _throttle.TakeAsync(guess, source, default)));
        Assert.Equal(SurvivorThrottle.Attempts, waits.Count(wait => wait is null));
    }

    [Fact]
    public async Task GiveBack_WhenAnAttemptWasRight_LeavesAsManyAsBefore()
    {
        IPAddress source = Address("198.51.100.1");
        for (int i = 0; i < SurvivorThrottle.WideAttempts + 1; i++)
        {
            Assert.Null(await _throttle.TakeAsync(Guess.Word, source, default));
            await _throttle.GiveBackAsync(Guess.Word, source, default);
        }
    }

    [Fact]
    public async Task Take_LeavesNoAddressInTheStore()
    {
        await TakenAsync(Guess.Code, "203.0.113.77", 3);
        foreach (string file in Directory.GetFiles(_directory, "data.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("203.0.113", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }
}
