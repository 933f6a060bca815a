using System.Collections.Concurrent;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Keeps each agency to its allowance in each group of operations, and each network to one where no token is asked for, per instance of
/// the app. A bucket is one moment: when the allowance would be full again (the generic cell rate algorithm), in time that only goes
/// forward: a corrected clock neither blocks anybody nor gives anything. The platform's limiters cannot be tested without waiting. What
/// stops sharing is let through and not counted. Thread-safe.
/// </summary>
public sealed class RateLimiter(RateLimits limits, TimeProvider time) : IRateLimiter
{
    // Agencies are few; networks are not, and those whose allowance is full again are forgotten.
    private const int MostBuckets = 50_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Who, RateGroup Group), Bucket> _buckets = new();
    private long _forgot;
    private readonly long _start = time.GetTimestamp();

    /// <summary>Of how many it remembers something.</summary>
    internal int Remembered => _buckets.Count;

    public Allowance Enter(Caller caller, ApiOperation operation) =>
        operation.Stops ? Allowance.Unlimited : Enter(caller.Agency, RateLimits.GroupOf(operation));

    public Allowance Enter(System.Net.IPAddress? source) =>
        Enter("network " + Convert.ToHexString(SourceAddress.NetworkOf(source, wide: false)), RateGroup.Open);

    private Allowance Enter(string who, RateGroup group)
    {
        TimeSpan now = time.GetElapsedTime(_start);
        if (!_buckets.TryGetValue((who, group), out Bucket? bucket))
        {
            ForgetFull(now);
            bucket = _buckets.GetOrAdd((who, group), _ => new Bucket());
        }

        return bucket.Take(group, limits[group], now);
    }

    // Only where somebody new comes, and not for each of many: to count and to look through all takes time.
    private void ForgetFull(TimeSpan now)
    {
        long last = Interlocked.Read(ref _forgot);
        if (now.Ticks - last < Between.Ticks || Interlocked.CompareExchange(ref _forgot, now.Ticks, last) != last
            || _buckets.Count <= MostBuckets)
            return;
        foreach ((string, RateGroup) full in _buckets.Where(one => one.Value.IsFull(now)).Select(one => one.Key))
            _buckets.TryRemove(full, out _);
    }

    private sealed class Bucket
    {
        private readonly Lock _lock = new();
        private TimeSpan _full;

        public bool IsFull(TimeSpan now)
        {
            lock (_lock)
                return _full <= now;
        }

        public Allowance Take(RateGroup group, RateLimit limit, TimeSpan now)
        {
            TimeSpan each = TimeSpan.FromMinutes(1) / limit.PerMinute, burst = each * limit.Burst;
            lock (_lock)
            {
                TimeSpan full = (_full > now ? _full : now) + each;
                TimeSpan wait = full - now - burst;
                if (wait <= TimeSpan.Zero)
                    _full = full;
                int left = (int)Math.Max(0, (burst - (_full - now)) / each);
                return new Allowance(
                    group.ToString().ToLowerInvariant(), limit, left, _full - now, wait <= TimeSpan.Zero ? null : wait);
            }
        }
    }
}
