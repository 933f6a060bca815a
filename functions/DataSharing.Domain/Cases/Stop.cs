namespace DataSharing.Domain.Cases;

/// <summary>
/// A stop in force. What it covers is told by the order in which stops came into the case, never by a clock: whatever had
/// not seen it, it stops. Source.
/// </summary>
/// <param name="Id">Opaque id.</param>
/// <param name="ConsentId">The consent stopped, or null for everything.</param>
/// <param name="ScopeId">The scope stopped, or null for the whole consent.</param>
/// <param name="At">What the clock said when it was acknowledged; for people, and for comparing with the time of giving.</param>
/// <param name="ByPerson">True: withdrawn by the person; false: revoked, or found bad, by somebody else.</param>
public sealed record Stop(WithdrawalId Id, ConsentId? ConsentId, ScopeId? ScopeId, DateTimeOffset At, bool ByPerson = true)
{
    /// <summary>
    /// Place among the stops of the case, from 1. 0: just appended by somebody who could not know it;
    /// <see cref="StopOrder.Numbered"/> gives it one.
    /// </summary>
    public long Place { get; init; }

    /// <summary>
    /// Where it was said again when nothing was left to stop: the place at which it was first said; null: it is the first.
    /// </summary>
    public long? FirstPlace { get; init; }

    /// <summary>
    /// The highest time that the case had seen when it was said, where the clock lagged behind it: for comparing with the time of
    /// giving, as paper signed before the stop must not pass for paper signed after it. Null: the clock did not lag.
    /// </summary>
    public DateTimeOffset? SeenBefore { get; init; }

    /// <summary>The one recipient stopped, or null for all that the scope or consent names .</summary>
    public RegistrationId? Recipient { get; init; }

    /// <summary>
    /// What is stopped besides the consent itself: the same sharing under any other consent. Empty: everything of the
    /// case when no consent is named, else that consent alone.
    /// </summary>
    public IReadOnlyList<SharingKey> Keys { get; init; } = [];

    /// <summary>The reason kind of the defect, where the consent was found bad after it was given; null otherwise.</summary>
    public string? Defect { get; init; }

    /// <summary>It stops everything of the case, also what nobody agreed to yet.</summary>
    public bool Everything => ConsentId is null;

    /// <summary>Whether it stops this sharing for whoever has seen the stops up to and including <paramref name="seen"/>.</summary>
    public bool Covers(ConsentId consentId, ScopeId scopeId, SharingKey key, long seen) => Place > seen && IsAbout(consentId, scopeId, key);

    /// <summary>Whether it is about this sharing, whoever has seen it.</summary>
    public bool IsAbout(ConsentId consentId, ScopeId scopeId, SharingKey key) =>
        Everything
        || Keys.Contains(key)
        || (ConsentId == consentId && (ScopeId is null || ScopeId == scopeId) && (Recipient is null || Recipient == key.Recipient));
}

/// <summary>The order of a case's stops.</summary>
public static class StopOrder
{
    /// <summary>
    /// Each stop with its place: one that has none follows the one before it. INVARIANT: stops are only ever appended, and the
    /// last one is never left out, so that a place is given once.
    /// </summary>
    public static IReadOnlyList<Stop> Numbered(IReadOnlyList<Stop> stops)
    {
        long place = 0;
        for (int i = 0; i < stops.Count; i++)
        {
            if (stops[i].Place == 0)
                return [.. stops.Take(i), .. Rest(stops.Skip(i), place)];
            place = stops[i].Place;
        }

        return stops;
    }

    /// <summary>The place of the last stop; 0: there is none.</summary>
    public static long Last(IReadOnlyList<Stop> stops) => stops.Count == 0 ? 0 : stops[^1].Place;

    private static IEnumerable<Stop> Rest(IEnumerable<Stop> stops, long place)
    {
        foreach (Stop stop in stops)
        {
            place = stop.Place == 0 ? place + 1 : stop.Place;
            yield return stop with { Place = place };
        }
    }

    /// <summary>Stops beyond which those that say nothing new are left out of the head. Each keeps its document and its entry.</summary>
    public const int AtMost = 100;

    /// <summary>The stops of one withdrawal whose clock lagged behind what the case had seen are said as late as that.</summary>
    /// <param name="cause">What the log entry names as its cause: the withdrawal's id, or something else.</param>
    /// <returns>The same list where none did.</returns>
    public static IReadOnlyList<Stop> SaidLater(IReadOnlyList<Stop> stops, string? cause, DateTimeOffset seen) =>
        stops.Any(stop => Lags(stop, cause, seen))
            ? [.. stops.Select(stop => Lags(stop, cause, seen) ? stop with { SeenBefore = seen } : stop)]
            : stops;

    private static bool Lags(Stop stop, string? cause, DateTimeOffset seen) =>
        stop.Id.Value == cause && !(stop.SeenBefore >= seen) && stop.At < seen;

    /// <summary>
    /// The stops of a head that has too many. The last stop of a kind covers whatever earlier ones of it cover; the first tells since
    /// when, and the one with the highest time, by a clock that was ahead perhaps, which papers are older and what has expired.
    /// INVARIANT: the last of all is the last of its kind, so that places go on from it.
    /// </summary>
    public static IReadOnlyList<Stop> Compacted(IReadOnlyList<Stop> stops, IReadOnlyList<ClockCorrection> corrections) =>
        stops.Count <= AtMost
        ? stops
        : [.. stops.GroupBy(stop => (stop.ConsentId, stop.ScopeId, stop.Recipient, stop.ByPerson, stop.Defect, string.Join('|', stop.Keys)))
            .SelectMany(
                same =>
                    new[] { same.MinBy(stop => stop.Place)!, same.MaxBy(corrections.SaidAt)!, same.MaxBy(stop => stop.Place)! }.Distinct())
            .OrderBy(stop => stop.Place)];
}
