using System.Text.RegularExpressions;

namespace DataSharing.Functions.Http;

/// <summary>
/// Times as callers write them, in bodies, queries and tokens alike: RFC 3339, section 5.6, with an offset, since without one a time
/// would depend on this machine's zone; and by clocks that need not agree with this one to the second.
/// </summary>
public static partial class CallerTimes
{
    /// <summary>How far a caller's clock may be from this one. Source: RFC 7519, section 4.1.4 ("a few minutes" at most).</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Whether the text is a time with an offset.</summary>
    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>What has happened by <paramref name="now"/>, by the caller's clock: ahead by no more than the skew, it is now.</summary>
    public static DateTimeOffset Happened(DateTimeOffset time, DateTimeOffset now) => time > now && time <= now + Skew ? now : time;

    /// <inheritdoc cref="Happened(DateTimeOffset, DateTimeOffset)"/>
    public static DateTimeOffset? Happened(DateTimeOffset? time, DateTimeOffset now) => time is { } given ? Happened(given, now) : null;

    /// <summary>For whoever was told that a time lies ahead: what this server takes for the present.</summary>
    public static string Present(DateTimeOffset now) =>
        "here it is " + now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Rfc3339();
}
