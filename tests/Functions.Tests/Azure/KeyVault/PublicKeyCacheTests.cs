using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

public sealed class PublicKeyCacheTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task GetAsync_WhenTheClockIsCorrected_AsksAgainAfterTheSameTime(int days)
    {
        var time = new ManualTime();
        var cache = new PublicKeyCache(Period, TimeSpan.FromHours(1), time);
        int asked = 0;
        Task<PublicKeyInfo> GetAsync() => cache.GetAsync(
            "key", () => Task.FromResult(new PublicKeyInfo("key/" + ++asked, KeyKind.Wrapping, Array.Empty<byte>())), default);

        await GetAsync();
        time.Step(TimeSpan.FromDays(days));
        time.Advance(Period - TimeSpan.FromTicks(1));
        Assert.Equal("key/1", (await GetAsync()).KeyId);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("key/2", (await GetAsync()).KeyId);
    }
}
