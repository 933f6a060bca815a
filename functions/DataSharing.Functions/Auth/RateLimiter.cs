using System.Collections.Concurrent;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Keeps each agency to its allowance in each group of operations, per instance of the app. A bucket is one moment: when
/// the allowance would be full again (the generic cell rate algorithm), in time that only goes forward: a corrected clock
/// neither blocks anybody nor gives anything. The platform's limiters cannot be tested without waiting. What stops sharing is
/// let through and not counted. Thread-safe.
/// </summary>
public sealed class RateLimiter(RateLimits limits, TimeProvider time) : IRateLimiter
{
    private readonly ConcurrentDictionary<(string Agency, RateGroup Group), Bucket> _buckets = new();
    private readonly long _start = time.GetTimestamp();

    public Refusal? Enter(Caller caller, ApiOperation operation)
    {
        if (operation.Stops)
            return null;
        RateGroup group = RateLimits.GroupOf(operation);
        RateLimit limit = limits[group];
        TimeSpan wait = _buckets.GetOrAdd((caller.Agency, group), _ => new Bucket()).Take(limit, time.GetElapsedTime(_start));
        return wait <= TimeSpan.Zero
            ? null
            : new(ProblemType.TooManyRequests, "the agency has used up its allowance for operations of this kind") { RetryAfter = wait };
    }

    private sealed class Bucket
    {
        private readonly Lock _lock = new();
        private TimeSpan _full;

        public TimeSpan Take(RateLimit limit, TimeSpan now)
        {
            TimeSpan each = TimeSpan.FromMinutes(1) / limit.PerMinute;
            lock (_lock)
            {
                TimeSpan full = (_full > now ? _full : now) + each;
                TimeSpan wait = full - now - (each * limit.Burst);
                if (wait <= TimeSpan.Zero)
                    _full = full;
                return wait;
            }
        }
    }
}
