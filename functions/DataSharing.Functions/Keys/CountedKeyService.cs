using System.Diagnostics.Metrics;

namespace DataSharing.Functions.Keys;

/// <summary>
/// Counts the calls that reach the key store and cost money, time or quota there: unwrap and sign. Calls are counted
/// when made, whether they succeed or not. The metric is <c>datasharing.keys.calls</c> with the tag <c>operation</c>.
/// </summary>
public sealed class CountedKeyService : IKeyService, ISecretImport, IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DataSharing.Keys";

    private readonly IKeyService _inner;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _calls;
    private long _unwraps;
    private long _signatures;

    public CountedKeyService(IKeyService inner)
    {
        _inner = inner;
        _calls = _meter.CreateCounter<long>("datasharing.keys.calls", "{call}", "Calls that reach the key store");
    }

    /// <summary>Calls of <see cref="UnwrapAsync"/> so far.</summary>
    public long Unwraps => Interlocked.Read(ref _unwraps);

    /// <summary>Calls of <see cref="SignAsync"/> so far.</summary>
    public long Signatures => Interlocked.Read(ref _signatures);

    public Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
    {
        Count(ref _unwraps, "unwrap");
        return _inner.UnwrapAsync(keyId, wrapped, cancellation);
    }

    public Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation)
    {
        Count(ref _signatures, "sign");
        return _inner.SignAsync(key, sha256, cancellation);
    }

    public Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
        _inner.WrapAsync(key, contentKey, cancellation);

    public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation) =>
        _inner.GetPublicKeyAsync(key, cancellation);

    public Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation) =>
        _inner.GetPublicKeysAsync(key, cancellation);

    public Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation) =>
        _inner.EnsureAsync(key, kind, cancellation);

    public Task<string> EnsureHolderKeyAsync(KeyName key, CancellationToken cancellation) =>
        _inner.EnsureHolderKeyAsync(key, cancellation);

    public Task<string> RotateAsync(KeyName key, CancellationToken cancellation) =>
        _inner.RotateAsync(key, cancellation);

    public Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation) =>
        _inner.GetSecretAsync(secret, cancellation);

    public Task<byte[]?> FindSecretAsync(KeyName secret, CancellationToken cancellation) =>
        _inner.FindSecretAsync(secret, cancellation);

    public Task<bool> TryPlaceAsync(KeyName secret, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        _inner is ISecretImport import
            ? import.TryPlaceAsync(secret, value, cancellation)
            : throw new NotSupportedException("the key store takes in no secrets");

    public void Dispose() => _meter.Dispose();

    private void Count(ref long counter, string operation)
    {
        Interlocked.Increment(ref counter);
        _calls.Add(1, new KeyValuePair<string, object?>("operation", operation));
    }
}
