using DataSharing.Functions.Keys;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Sharing;

public sealed class CaseKeyCacheTests
{
    [Fact]
    public async Task OpenAsync_WhenNobodyAsksAgain_ZeroesTheKeyWhenItsSecondsAreOver()
    {
        var time = new ManualTime();
        var keys = new RememberingKeys();
        using var cache = new CaseKeyCache(keys, time);
        (await cache.OpenAsync(Some.Head("case-1"))).Dispose();
        time.Advance(CaseKeyCache.Lifetime / 2);
        (await cache.OpenAsync(Some.Head("case-1"))).Dispose();
        (await cache.OpenAsync(Some.Head("case-2"))).Dispose();
        Assert.Equal([true, true], keys.Unwrapped.Select(IsThere));
        time.Advance(CaseKeyCache.Lifetime / 2);
        Assert.Equal([false, true], keys.Unwrapped.Select(IsThere));
        time.Advance(CaseKeyCache.Lifetime / 2);
        Assert.Equal([false, false], keys.Unwrapped.Select(IsThere));
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(-60 * 86_400)]
    [InlineData(60 * 86_400)]
    public async Task OpenAsync_WhenTheClockIsCorrected_ForgetsTheKeyAfterTheSameSecondsAndEndsNothing(int seconds)
    {
        var time = new ManualTime();
        var keys = new RememberingKeys();
        using var cache = new CaseKeyCache(keys, time);
        (await cache.OpenAsync(Some.Head("case-1"))).Dispose();
        time.Advance(CaseKeyCache.Lifetime / 2);
        time.Step(TimeSpan.FromSeconds(seconds));
        (await cache.OpenAsync(Some.Head("case-2"))).Dispose();
        time.Advance(CaseKeyCache.Lifetime / 2);
        Assert.Equal([false, true], keys.Unwrapped.Select(IsThere));
        time.Advance(CaseKeyCache.Lifetime / 2);
        Assert.Equal([false, false], keys.Unwrapped.Select(IsThere));
    }

    private static bool IsThere(byte[] key) => key.Any(one => one != 0);

    private sealed class RememberingKeys : IKeyService
    {
        public List<byte[]> Unwrapped { get; } = [];

        public Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
        {
            Unwrapped.Add([.. Enumerable.Repeat((byte)7, 32)]);
            return Task.FromResult(Unwrapped[^1]);
        }

        public Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string> RotateAsync(KeyName key, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
