using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Unwrapped case keys, kept for seconds, by case and epoch, so that a burst on one case costs one call to the key store.
/// Whether the key may be used is never decided here: the caller has just read the head, and a stop or an erasure gives it
/// another epoch or no key at all.
/// </summary>
public sealed class CaseKeyCache : IDisposable
{
    /// <summary>How long an unwrapped key stays in memory: then its bytes are zeroed, whether or not anybody asks again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private const int Most = 1000;
    private readonly IKeyService _keys;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Case, long Epoch, string KeyId), (byte[] Key, TimeSpan Until)> _known = [];
    private readonly long _start;

    public CaseKeyCache(IKeyService keys, TimeProvider time)
    {
        (_keys, _time, _start) = (keys, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => ForgetOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Never the clock: set back, it would keep keys for as long, and ask of a timer what none can do.
    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>The case's key; the caller disposes of it.</summary>
    /// <exception cref="InvalidDataException">The key was destroyed, or the case is sealed.</exception>
    public async Task<CaseKey> OpenAsync(CaseHead head, CancellationToken cancellation = default)
    {
        // Whoever forgot to look gets nothing: the case might have been erased.
        if (head.IsSealed)
            throw new InvalidDataException($"case {head.CaseId} is sealed");
        WrappedKey wrapped = head.CaseKey ?? throw new InvalidDataException($"case {head.CaseId} has no record key");
        (CaseId CaseId, long Epoch, string KeyId) id = (head.CaseId, head.Epoch, wrapped.KeyId);
        TimeSpan now = Now;
        lock (_lock)
        {
            if (_known.TryGetValue(id, out (byte[] Key, TimeSpan Until) known) && now < known.Until)
                return new CaseKey([.. known.Key]);
        }

        byte[] key = await _keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, cancellation);
        lock (_lock)
        {
            Forget(now);
            if (_known.TryAdd(id, (key, now + Lifetime)))
            {
                if (_known.Count == 1)
                    _timer.Change(Lifetime, Timeout.InfiniteTimeSpan);
                return new CaseKey([.. key]);
            }
        }

        return new CaseKey(key);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
            Forget(TimeSpan.MaxValue);
    }

    private void ForgetOld()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            Forget(now);
            if (_known.Count > 0)
                _timer.Change(_known.Values.Min(one => one.Until) - now, Timeout.InfiniteTimeSpan);
        }
    }

    private void Forget(TimeSpan now)
    {
        bool tooMany = _known.Count >= Most;
        foreach (((string Case, long Epoch, string KeyId) id, (byte[]? key, TimeSpan until)) in _known.ToArray())
        {
            if (until > now && !tooMany)
                continue;
            CryptographicOperations.ZeroMemory(key);
            _known.Remove(id);
        }
    }
}
