using DataSharing.Domain.Cases;

namespace DataSharing.Domain.Consents;

/// <summary>
/// What is to stop: everything (no consent), one consent, one scope of it, or one recipient of a scope. Source.
/// </summary>
/// <param name="ConsentId">The consent, or null for everything.</param>
/// <param name="ScopeId">The scope, or null for the whole consent.</param>
/// <param name="Recipient">Registration id of the one recipient of the scope, or null for all of them.</param>
public sealed record StopTarget(ConsentId? ConsentId = null, ScopeId? ScopeId = null, RegistrationId? Recipient = null)
{
    /// <summary>Everything of the case.</summary>
    public static StopTarget Everything { get; } = new();

    /// <summary>As the log says it.</summary>
    public string Extent => ConsentId is null ? "all" : ScopeId is null ? "consent" : Recipient is null ? "scope" : "recipient";

    /// <summary>The sharings that are stopped with it, under whatever consent. Null: the consent has no such part.</summary>
    public IReadOnlyList<SharingKey>? KeysOf(Consent consent)
    {
        SharingKey[] keys =
        [
            .. consent.Scopes.Where(scope => ScopeId is null || scope.Id == ScopeId)
                .SelectMany(scope => SharingKeys.Of(consent, scope))
                .Where(key => Recipient is null || key.Recipient == Recipient)
                .Distinct(),
        ];
        return keys.Length == 0 && ScopeId is not null ? null : keys;
    }

    /// <summary>Whether an earlier stop has the same aim.</summary>
    public bool IsOf(Stop stop) => stop.ConsentId == ConsentId && stop.ScopeId == ScopeId && stop.Recipient == Recipient;
}
