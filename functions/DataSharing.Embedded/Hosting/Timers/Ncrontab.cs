using System.Numerics;

namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>
/// A schedule <c>{second} {minute} {hour} {day} {month} {day-of-week}</c> in UTC. A moment matches when all six fields
/// match: unlike Unix cron, day and day-of-week restrict each other. Sunday is 0. A range that ends before it starts and a
/// schedule that never comes round are refused instead of guessed at.
/// Source: Azure Functions documentation, "Timer trigger for Azure Functions", NCRONTAB expressions.
/// </summary>
internal sealed class Ncrontab
{
    // 29 February on a given weekday comes back within 40 years, over the leap year that 2100 lacks.
    private const int YearsToLookAhead = 41;
    private readonly ulong[] _fields;

    private Ncrontab(ulong[] fields) => _fields = fields;

    /// <exception cref="FormatException">The text is not a six-field expression; the message names the field.</exception>
    public static Ncrontab Parse(string text)
    {
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != NcrontabField.All.Count)
            throw new FormatException($"an NCRONTAB expression has 6 fields, starting with the second, and this one has {parts.Length}");
        var schedule = new Ncrontab(NcrontabField.All.Select((field, i) => field.Parse(parts[i])).ToArray());
        // A leap year's start, so that one look over the horizon answers for every start.
        return schedule.Next(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is null
            ? throw new FormatException("the day and month fields name a date that no year has")
            : schedule;
    }

    /// <summary>The first matching second strictly after <paramref name="after"/> (UTC), or null past the calendar's end.</summary>
    public DateTime? Next(DateTime after)
    {
        var start = new DateTime(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        if (start > DateTime.MaxValue.AddSeconds(-1))
            return null;
        start = start.AddSeconds(1);
        if (Matches(start.Date) && TimeOfDay(start.TimeOfDay) is { } later)
            return start.Date + later;
        var first = TimeOfDay(TimeSpan.Zero)!.Value;
        var end = Math.Min(start.Year + YearsToLookAhead, 9999);
        for (var (year, month, day) = (start.Year, start.Month, start.Day + 1); year <= end; (year, month, day) = NextMonth(year, month))
        {
            if (!Has(4, month))
                continue;
            for (; day <= DateTime.DaysInMonth(year, month); day++)
            {
                var date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
                if (Matches(date))
                    return date + first;
            }
        }

        return null;
    }

    private static (int Year, int Month, int Day) NextMonth(int year, int month) =>
        month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1);

    private bool Matches(DateTime date) => Has(3, date.Day) && Has(4, date.Month) && Has(5, (int)date.DayOfWeek);

    private TimeSpan? TimeOfDay(TimeSpan from)
    {
        var (hour, minute, second) = (From(2, from.Hours), 0, 0);
        if (hour == from.Hours)
        {
            minute = From(1, from.Minutes);
            second = minute == from.Minutes ? From(0, from.Seconds) : From(0, 0);
            if (second == 64)
                (minute, second) = (From(1, from.Minutes + 1), From(0, 0));
            if (minute < 64)
                return new TimeSpan(hour, minute, second);
            hour = From(2, hour + 1);
        }

        return hour < 64 ? new TimeSpan(hour, From(1, 0), From(0, 0)) : null;
    }

    private bool Has(int field, int value) => (_fields[field] >> value & 1) != 0;

    /// <summary>The lowest value of the field that is at least <paramref name="value"/>; 64 if there is none.</summary>
    private int From(int field, int value) => BitOperations.TrailingZeroCount(_fields[field] >> value << value);
}
