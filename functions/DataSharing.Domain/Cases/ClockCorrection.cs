namespace DataSharing.Domain.Cases;

/// <summary>
/// Two persons found that the case had seen the time of a clock that was ahead, and set it back. What was recorded under that
/// time is judged by it further on, so that nothing which had ended comes back. Source: design.md, "Order of stops".
/// </summary>
/// <param name="At">The present, as the second of them confirmed it. Stops of before count as said by then at the latest.</param>
/// <param name="From">The highest time that the case had seen.</param>
/// <param name="Sequence">Of the last log entry before it: whatever was recorded up to there ends by <paramref name="From"/>.</param>
/// <param name="Place">Of the last stop before it; 0: there was none.</param>
public sealed record ClockCorrection(DateTimeOffset At, DateTimeOffset From, long Sequence, long Place);

/// <summary>Times of before a correction, for comparing them with what is said after it.</summary>
public static class ClockCorrections
{
    /// <summary>When a stop was said: not before what the case had seen by then, and at the latest when the clock was corrected.</summary>
    public static DateTimeOffset SaidAt(this IReadOnlyList<ClockCorrection> corrections, Stop stop)
    {
        DateTimeOffset at = stop.SeenBefore > stop.At ? stop.SeenBefore.Value : stop.At;
        for (int i = 0; i < corrections.Count; i++)
            if (stop.Place <= corrections[i].Place && corrections[i].At < at)
                at = corrections[i].At;
        return at;
    }

    /// <summary>
    /// The time by which something ends that was recorded as <paramref name="recordedAs"/>: see
    /// <see cref="CaseFacts.EndsBy(DateTimeOffset, long)"/>.
    /// </summary>
    /// <param name="highest">The highest time that the case has seen.</param>
    /// <param name="seen">What it had seen before: a clock that was ahead by then ends nothing that began after it. Null: that is
    /// not known.</param>
    public static DateTimeOffset EndsBy(
        this IReadOnlyList<ClockCorrection> corrections, DateTimeOffset? highest, DateTimeOffset now, long recordedAs,
        DateTimeOffset? seen = null)
    {
        DateTimeOffset ending = highest > now && !(highest <= seen) ? highest.Value : now;
        for (int i = 0; i < corrections.Count; i++)
            if (recordedAs <= corrections[i].Sequence && corrections[i].From > ending && !(corrections[i].From <= seen))
                ending = corrections[i].From;
        return ending;
    }

    /// <summary>
    /// By how much a clock was ahead at a time that was recorded as <paramref name="recordedAs"/>, as far as a correction
    /// tells.
    /// </summary>
    public static TimeSpan AheadAt(this IReadOnlyList<ClockCorrection> corrections, DateTimeOffset at, long recordedAs)
    {
        TimeSpan ahead = TimeSpan.Zero;
        for (int i = 0; i < corrections.Count; i++)
            if (recordedAs <= corrections[i].Sequence && at - corrections[i].At > ahead)
                ahead = at - corrections[i].At;
        return ahead;
    }
}
