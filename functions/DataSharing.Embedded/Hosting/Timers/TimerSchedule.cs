using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>When a timer function runs: at moments of an NCRONTAB expression, or at a fixed distance from the last run.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);
    private readonly Ncrontab? _moments;
    private readonly TimeSpan _interval;

    private TimerSchedule(Ncrontab? moments, TimeSpan interval) => (_moments, _interval) = (moments, interval);

    /// <summary>
    /// Reads an expression, <c>hh:mm:ss</c> (or <c>d.hh:mm:ss</c>), or <c>%Name%</c>, which stands for the setting of that name.
    /// </summary>
    /// <exception cref="FormatException">The text, or the setting it names, is missing or no schedule.</exception>
    public static TimerSchedule Parse(string text, IConfiguration settings)
    {
        if (text.Length > 2 && text[0] == '%' && text[^1] == '%')
        {
            var name = text[1..^1];
            text = settings[name] is { Length: > 0 } value ? value : throw new FormatException($"the setting '{name}' is missing");
        }

        if (!text.Contains(':', StringComparison.Ordinal))
            return new TimerSchedule(Ncrontab.Parse(text), TimeSpan.Zero);
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : throw new FormatException($"'{text}' is neither hh:mm:ss, above zero, nor d.hh:mm:ss");
    }

    /// <summary>The occurrence after one at <paramref name="after"/>; null when the calendar ends first.</summary>
    public DateTime? Next(DateTime after) => _moments is null ? after + _interval : _moments.Next(after);

    /// <summary>
    /// The occurrence to wait for after a run for <paramref name="occurrence"/> that ended at <paramref name="now"/>. Moments
    /// missed while it ran are skipped; an interval that ran out while it ran is due at once.
    /// </summary>
    public DateTime? NextAfterRun(DateTime occurrence, DateTime now)
    {
        if (_moments is not null)
            return _moments.Next(now > occurrence ? now : occurrence);
        var next = occurrence + _interval;
        return next > now ? next : now;
    }

    /// <summary>Whether occurrences are far enough apart for the record of the last one to be worth a disk write.</summary>
    public bool IsMonitored(DateTime now) =>
        Next(now) is { } first && Next(first) is { } second && second - first >= ShortestMonitored;
}
