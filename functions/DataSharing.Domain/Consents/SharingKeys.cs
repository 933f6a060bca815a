using DataSharing.Domain.Cases;

namespace DataSharing.Domain.Consents;

/// <summary>The sharings that a consent is about. Source: R-264.</summary>
public static class SharingKeys
{
    /// <summary>The sharing with one recipient of a scope.</summary>
    public static SharingKey Of(Consent consent, ConsentScope scope, RegistrationId recipient) =>
        new(consent.Purpose, scope.Pathway, recipient, scope.Matter);

    /// <summary>The sharings of one scope, those she took out included: a "no" to a recipient replaces an earlier yes.</summary>
    public static IEnumerable<SharingKey> Of(Consent consent, ConsentScope scope) =>
        scope.Recipients.Select(recipient => Of(consent, scope, recipient.RegistrationId));

    /// <summary>All sharings of a consent.</summary>
    public static IEnumerable<SharingKey> Of(Consent consent) => consent.Scopes.SelectMany(scope => Of(consent, scope)).Distinct();
}
