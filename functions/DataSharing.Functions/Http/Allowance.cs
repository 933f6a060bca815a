using System.Net;

namespace DataSharing.Functions.Http;

/// <summary>Bounds how often one agency calls one group of operations, and one network those that ask for no token.</summary>
public interface IRateLimiter
{
    /// <summary>Counts this call, unless it stops sharing or there is nothing left.</summary>
    Allowance Enter(Caller caller, ApiOperation operation);

    /// <summary>Counts this call of whoever needs no token, unless there is nothing left.</summary>
    Allowance Enter(IPAddress? source);
}

/// <summary>How often: <paramref name="PerMinute"/> in the long run, <paramref name="Burst"/> at once after a pause.</summary>
public sealed record RateLimit(int PerMinute, int Burst);

/// <summary>What is left of an allowance after a call.</summary>
/// <param name="Group">The operations that share it.</param>
/// <param name="Limit">The whole of it; null: there is none.</param>
/// <param name="Left">Calls that would pass now.</param>
/// <param name="FullIn">Until it is whole again, if nobody calls.</param>
/// <param name="Wait">The call does not pass: after this time one more would.</param>
public sealed record Allowance(string Group, RateLimit? Limit, int Left, TimeSpan FullIn, TimeSpan? Wait)
{
    /// <summary>What is not counted.</summary>
    public static Allowance Unlimited { get; } = new("", null, 0, TimeSpan.Zero, null);

    /// <returns>Refused: too-many-requests, with the time after which one more fits; null: the call passes.</returns>
    public Refusal? Refusal => Wait is { } wait
        ? new(ProblemType.TooManyRequests, "the allowance for operations of this kind is used up") { RetryAfter = wait }
        : null;

    /// <summary>
    /// Tells it before it is used up: the whole (<c>q</c> at once, as many as come back in <c>w</c> seconds) and what is left (<c>r</c>,
    /// whole again after <c>t</c> seconds). Source: draft-ietf-httpapi-ratelimit-headers-10.
    /// </summary>
    public void Tell(HttpResponse response)
    {
        if (Limit is not { } limit)
            return;
        int window = Math.Max(1, (int)Math.Ceiling(limit.Burst * 60d / limit.PerMinute));
        response.Headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{Group}\";q={limit.Burst};w={window}");
        response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{Group}\";r={Left};t={(int)Math.Ceiling(FullIn.TotalSeconds)}");
    }
}
