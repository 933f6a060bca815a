using System.Collections.Concurrent;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>
/// The current public half of each key, asked for again after a while. One call at a time per key; while the vault does not
/// answer, the former one goes on: what it wraps, an old version unwraps. Its periods are of time that only goes forward.
/// </summary>
internal sealed class PublicKeyCache(TimeSpan period, TimeSpan grace, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>The cached one, or what <paramref name="fetch"/> brings.</summary>
    public async Task<PublicKeyInfo> GetAsync(string keyId, Func<Task<PublicKeyInfo>> fetch, CancellationToken cancellation)
    {
        Entry entry = _entries.GetOrAdd(keyId, _ => new Entry());
        if (entry.Known is { } fresh && Now < fresh.Until)
            return fresh.Key;
        await entry.Turn.WaitAsync(cancellation);
        try
        {
            if (entry.Known is { } meanwhile && Now < meanwhile.Until)
                return meanwhile.Key;
            PublicKeyInfo key = await fetch();
            entry.Known = new(key, Now + period);
            return key;
        }
        catch (KeyUnavailableException failure) when (entry.Known is { } former && VaultCalls.IsPassing(failure)
            && Now < former.Until + grace)
        {
            return former.Key;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    public void Set(string keyId, PublicKeyInfo key) =>
        _entries.GetOrAdd(keyId, _ => new Entry()).Known = new(key, Now + period);

    private sealed class Entry
    {
        private volatile Known? _known;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public Known? Known { get => _known; set => _known = value; }
    }

    private sealed record Known(PublicKeyInfo Key, TimeSpan Until);
}
