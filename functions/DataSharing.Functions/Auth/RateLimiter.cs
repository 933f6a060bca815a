using System.Collections.Concurrent;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Keeps each agency to its allowance in each group of operations, per instance of the app. A bucket is one moment: when
/// the allowance would be full again (the generic cell rate algorithm); the platform's limiters read the machine's clock
/// and cannot be tested without waiting. Thread-safe.
/// </summary>
public sealed class RateLimiter(RateLimits limits, TimeProvider time) : IRateLimiter
{
    private readonly ConcurrentDictionary<(string Agency, RateGroup Group), Bucket> _buckets = new();

    /// <exception cref="ProblemException">too-many-requests, with the time after which one more fits.</exception>
    public void Enter(Caller caller, ApiOperation operation)
    {
        RateGroup group = RateLimits.GroupOf(operation);
        RateLimit limit = limits[group];
        TimeSpan wait = _buckets.GetOrAdd((caller.Agency, group), _ => new Bucket()).Take(limit, time.GetUtcNow());
        if (wait > TimeSpan.Zero)
            throw new ProblemException(ProblemType.TooManyRequests, "the agency has used up its allowance for operations of this kind", retryAfter: wait);
    }

    private sealed class Bucket
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _full = DateTimeOffset.MinValue;

        public TimeSpan Take(RateLimit limit, DateTimeOffset now)
        {
            TimeSpan each = TimeSpan.FromMinutes(1) / limit.PerMinute;
            lock (_lock)
            {
                DateTimeOffset full = (_full > now ? _full : now) + each;
                TimeSpan wait = full - now - (each * limit.Burst);
                if (wait <= TimeSpan.Zero)
                    _full = full;
                return wait;
            }
        }
    }
}
