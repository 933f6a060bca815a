namespace DataSharing.Domain.Cases;

/// <summary>
/// One sharing of a case: what is stopped by a stop, and replaced by a later consent. The disclosure level is left out on
/// purpose: stopping the one level must not let another, wider one speak. Source: R-264.
/// </summary>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Recipient">Registration id.</param>
/// <param name="Matter">The matter, where the purpose is for one matter each; else null. The ground of a permit is no part of it:
/// its pathways are two.</param>
public sealed record SharingKey(string Purpose, string Pathway, RegistrationId Recipient, string? Matter = null);
