namespace DataSharing.Domain.Consents;

/// <summary>
/// One sharing of a case: what is stopped by a stop, and replaced by a later consent. The disclosure level is left out on
/// purpose: stopping the one level must not let another, wider one speak. Source: R-264.
/// </summary>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Recipient">Registration id.</param>
/// <param name="Matter">The matter, where the purpose is for one matter each; else null. The ground of a permit is no part of it:
/// its pathways are two.</param>
public sealed record SharingKey(string Purpose, string Pathway, string Recipient, string? Matter = null)
{
    /// <summary>The sharing with one recipient of a scope.</summary>
    public static SharingKey Of(Consent consent, ConsentScope scope, string recipient) =>
        new(consent.Purpose, scope.Pathway, recipient, scope.Matter);

    /// <summary>The sharings of one scope, those she took out included: a "no" to a recipient replaces an earlier yes.</summary>
    public static IEnumerable<SharingKey> Of(Consent consent, ConsentScope scope) =>
        scope.Recipients.Select(recipient => Of(consent, scope, recipient.RegistrationId));

    /// <summary>All sharings of a consent.</summary>
    public static IEnumerable<SharingKey> Of(Consent consent) => consent.Scopes.SelectMany(scope => Of(consent, scope)).Distinct();
}
