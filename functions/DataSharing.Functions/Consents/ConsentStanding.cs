namespace DataSharing.Functions.Consents;

/// <summary>How one scope stands, since when it is stopped, and which of its recipients are stopped alone.</summary>
/// <param name="Scope">The scope's id.</param>
/// <param name="StoppedAt">Since when it is stopped; left out: it is not.</param>
public sealed record ScopeStanding(ScopeId Scope, ConsentState State, DateTimeOffset? StoppedAt = null)
{
    /// <summary>Recipients for whom it is stopped although it goes on for others .</summary>
    public IReadOnlyList<string> StoppedFor { get; init; } = [];
}

/// <summary>
/// How a consent really stands. A stop lies in the case's head and rewrites no consent; a validity ends, and a later consent
/// replaces it, without anybody writing. So the stored state alone may say more than is true.
/// </summary>
public sealed record ConsentStanding(ConsentState State, DateTimeOffset? StoppedAt, IReadOnlyList<ScopeStanding> Scopes)
{
    public static ConsentStanding Of(Consent consent, CaseSnapshot snapshot, DateTimeOffset now)
    {
        DateTimeOffset ending = snapshot.Facts.EndsBy(now, consent.RecordedAs);
        ConsentState own = consent.State.Usable() && ending >= consent.ValidUntil ? ConsentState.Expired : consent.State;
        ScopeStanding[] scopes = [.. consent.Scopes.Select(scope => Of(consent, scope, own, snapshot, ending))];
        if (scopes.Length == 0 || scopes.Any(scope => scope.State.Usable() || scope.State == ConsentState.Expired))
            return new ConsentStanding(own, null, scopes);
        // Stopped in parts, it was stopped as a whole with the last of them.
        ScopeStanding last = scopes.MaxBy(scope => scope.StoppedAt)!;
        return new ConsentStanding(last.State, last.StoppedAt, scopes);
    }

    /// <summary>How the sharing with one recipient of a scope stands.</summary>
    public static ConsentState Of(Consent consent, ConsentScope scope, SharingKey key, CaseSnapshot snapshot, DateTimeOffset now)
    {
        if (ConsentRules.Covering(consent, scope, key, snapshot.Head.Stops) is [var first, ..])
            return StateOf(first);
        if (IsReplaced(consent, key, snapshot.Consents))
            return ConsentState.Superseded;
        DateTimeOffset ending = snapshot.Facts.EndsBy(now, consent.RecordedAs);
        return consent.State.Usable() && (ending >= consent.ValidUntil || ending >= scope.ValidUntil)
            ? ConsentState.Expired
            : consent.State;
    }

    /// <summary>Whether a later consent speaks for this sharing in its place.</summary>
    public static bool IsReplaced(Consent consent, SharingKey key, IReadOnlyList<Consent> all) => all.Any(other =>
        other.Id != consent.Id && other.State is not (ConsentState.Superseded or ConsentState.Requested)
        && SharingKeys.Of(other).Contains(key) && ConsentRules.IsLater(other, consent));

    private static ScopeStanding Of(Consent consent, ConsentScope scope, ConsentState own, CaseSnapshot snapshot, DateTimeOffset ending)
    {
        // Whom she took out is nobody for whom it could go on.
        SharingKey[] keys = [.. scope.Recipients.Where(one =>
            !one.Declined).Select(one => SharingKeys.Of(consent, scope, one.RegistrationId))];
        (SharingKey Key, Stop? First)[] stops =
            [.. keys.Select(
                key => (key, ConsentRules.Covering(consent, scope, key, snapshot.Head.Stops) is [var first, ..] ? first : null))];
        if (stops.Length > 0 && stops.All(one => one.First is not null))
        {
            Stop first = stops.Select(one => one.First!).MaxBy(stop => stop.Place)!;
            return new ScopeStanding(scope.Id, StateOf(first), first.At);
        }

        ConsentState state = keys.Length > 0 && keys.All(key => IsReplaced(consent, key, snapshot.Consents)) ? ConsentState.Superseded
            : own.Usable() && ending >= scope.ValidUntil ? ConsentState.Expired
            : own;
        return new ScopeStanding(scope.Id, state)
        {
            StoppedFor = [.. stops.Where(one =>
            one.First is not null).Select(one => one.Key.Recipient)]
        };
    }

    private static ConsentState StateOf(Stop stop) =>
        stop.ByPerson ? ConsentState.Withdrawn : stop.Defect is null ? ConsentState.Revoked : ConsentState.Invalidated;
}
