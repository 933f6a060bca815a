namespace DataSharing.Domain.Cases;

/// <summary>
/// The time of a case, by which what it holds ends: the present, the highest time that the case has seen, so that what ended stays
/// ended when a clock steps back, and the corrections of clocks that were ahead. Source; design.md, "Order of stops".
/// </summary>
/// <param name="Now">The present, as this clock shows it.</param>
/// <param name="Skew">By how much clocks may differ without anything being wrong.</param>
/// <param name="Highest">The highest time that the case has seen; null: none, or there is no case.</param>
/// <param name="Corrections">In their order.</param>
public sealed record CaseTime(DateTimeOffset Now, TimeSpan Skew, DateTimeOffset? Highest, IReadOnlyList<ClockCorrection> Corrections)
{
    /// <summary>Whether something began later than now: nobody can tell then for how long it has lasted.</summary>
    public bool LiesAhead(DateTimeOffset began) => began > Now + Skew;

    /// <summary>
    /// Whether an end has come: by the highest time that the case has seen since, or by the time that really passed where the clock
    /// was ahead when the end was set, counted from the correction of the clock.
    /// </summary>
    /// <param name="recordedAs">Sequence of the case's log at which it began; 0: that was not kept.</param>
    /// <param name="seen">The highest time that the case had seen when it began: by that time it does not end. Null: not known.</param>
    public bool IsPast(DateTimeOffset end, DateTimeOffset began, long recordedAs, DateTimeOffset? seen) =>
        end <= Corrections.EndsBy(Highest, Now, recordedAs, seen) || end - Corrections.AheadAt(began, recordedAs) <= Now;
}
