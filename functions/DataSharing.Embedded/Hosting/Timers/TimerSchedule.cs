using NCrontab;

namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>
/// When a timer function runs: at moments of an NCRONTAB expression (UTC, the second first), read by the library that the
/// Functions host reads it with, or at a fixed distance from the last run.
/// Source: Azure Functions documentation, "Timer trigger for Azure Functions", NCRONTAB expressions.
/// </summary>
internal sealed class TimerSchedule
{
    // 29 February on a given weekday comes back within 40 years, over the leap year that 2100 lacks.
    private const int YearsToLookAhead = 41;
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    // Timers come early by less than this; a clock that was set back is behind by more.
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(10);
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };
    private readonly CrontabSchedule? _moments;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? moments, TimeSpan interval) => (_moments, _interval) = (moments, interval);

    /// <summary>
    /// Reads an expression, <c>hh:mm:ss</c> (or <c>d.hh:mm:ss</c>), or <c>%Name%</c>, which stands for the setting of that name.
    /// </summary>
    /// <exception cref="FormatException">The text, or the setting it names, is missing or no schedule.</exception>
    public static TimerSchedule Parse(string text, IConfiguration settings)
    {
        if (text.Length > 2 && text[0] == '%' && text[^1] == '%')
        {
            string name = text[1..^1];
            text = settings[name] is { Length: > 0 } value ? value : throw new FormatException($"the setting '{name}' is missing");
        }

        if (!text.Contains(':', StringComparison.Ordinal))
            return new TimerSchedule(Moments(text), TimeSpan.Zero);
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : throw new FormatException($"'{text}' is neither hh:mm:ss, above zero, nor d.hh:mm:ss");
    }

    /// <summary>The occurrence after one at <paramref name="after"/>; null when the calendar ends first.</summary>
    public DateTime? Next(DateTime after) => _moments is null ? after + _interval : Next(_moments, after);

    /// <summary>
    /// The occurrence to wait for after a run for <paramref name="occurrence"/> that ended at <paramref name="now"/>. Moments
    /// missed while it ran are skipped; an interval that ran out while it ran is due at once. After a clock that was set back,
    /// the next one is that of the present time: waiting for it to come round would silence the timer.
    /// </summary>
    public DateTime? NextAfterRun(DateTime occurrence, DateTime now)
    {
        if (now < occurrence - Early)
            return Next(now);
        if (_moments is not null)
            return Next(_moments, now > occurrence ? now : occurrence);
        DateTime next = occurrence + _interval;
        return next > now ? next : now;
    }

    /// <summary>Whether occurrences are far enough apart for the record of the last one to be worth a disk write.</summary>
    public bool IsMonitored(DateTime now) =>
        Next(now) is { } first && Next(first) is { } second && second - first >= ShortestMonitored;

    private static CrontabSchedule Moments(string text)
    {
        CrontabSchedule moments;
        try
        {
            moments = CrontabSchedule.Parse(text, WithSeconds);
        }
        catch (CrontabException unread)
        {
            throw new FormatException(unread.Message, unread);
        }

        // A leap year's start, so that one look over the horizon answers for every start.
        return Next(moments, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is null
            ? throw new FormatException($"'{text}' names a date that no year has")
            : moments;
    }

    private static DateTime? Next(CrontabSchedule moments, DateTime after)
    {
        DateTime horizon = after.Year + YearsToLookAhead > DateTime.MaxValue.Year ? DateTime.MaxValue : after.AddYears(YearsToLookAhead);
        DateTime next = moments.GetNextOccurrence(after, horizon);
        return next < horizon ? next : null;
    }
}
