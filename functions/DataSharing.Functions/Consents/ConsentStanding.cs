using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;

namespace DataSharing.Functions.Consents;

/// <summary>How one scope stands, and since when it is stopped.</summary>
public sealed record ScopeStanding(string Scope, ConsentState State, DateTimeOffset? StoppedAt = null);

/// <summary>
/// How a consent really stands. A stop lies in the case's head and rewrites no consent; a validity ends without anybody
/// writing. So the stored state alone may say more than is true.
/// </summary>
public sealed record ConsentStanding(ConsentState State, DateTimeOffset? StoppedAt, IReadOnlyList<ScopeStanding> Scopes)
{
    public static ConsentStanding Of(Consent consent, IReadOnlyList<Stop> stops, DateTimeOffset now)
    {
        ConsentState own = consent.State.Usable() && now >= consent.ValidUntil ? ConsentState.Expired : consent.State;
        ScopeStanding[] scopes = [.. consent.Scopes.Select(scope => Of(consent, scope, own, stops, now))];
        if (scopes.Length == 0 || scopes.Any(scope => scope.StoppedAt is null))
            return new ConsentStanding(own, null, scopes);
        // Stopped in parts, it was stopped as a whole with the last of them.
        ScopeStanding last = scopes.MaxBy(scope => scope.StoppedAt)!;
        return new ConsentStanding(last.State, last.StoppedAt, scopes);
    }

    private static ScopeStanding Of(Consent consent, ConsentScope scope, ConsentState own, IReadOnlyList<Stop> stops, DateTimeOffset now)
    {
        Stop? first = stops.Where(stop => stop.Covers(consent.Id, scope.Id, ConsentRules.AgreedAt(consent))).MinBy(stop => stop.At);
        if (first is not null)
            return new ScopeStanding(scope.Id, first.ByPerson ? ConsentState.Withdrawn : ConsentState.Revoked, first.At);
        return new ScopeStanding(scope.Id, own.Usable() && now >= scope.ValidUntil ? ConsentState.Expired : own);
    }
}
