namespace DataSharing.Functions.Sharing;

/// <summary>A sharing request as one side sees it; members that the side may not see are left out.</summary>
/// <param name="Status">submitted, held, refused, cancelled, ready, collected, accepted, declined, stopped, superseded, expired or
/// closed.</param>
/// <param name="Outcome">Decision code; null while undecided.</param>
/// <param name="Reason">For the holder the reason kind, or, of what goes without consent, its ground; for the other side a visible
/// reason kind, notNeeded or notPermitted.</param>
/// <param name="ReleasedGroups">Groups of which something passed; of a release, those of which something was in the package.</param>
/// <param name="WithheldGroups">Groups asked for that did not.</param>
/// <param name="Case">Holder only.</param>
/// <param name="WaitsFor">Holder only: the fact a hold waits for.</param>
/// <param name="Act">Holder only: what is to be done for that fact.</param>
/// <param name="ActBy">Holder only: who does it.</param>
/// <param name="Attestation">What the recipient said of its copies; left out while it has said nothing of some of them.</param>
/// <param name="WithoutConsent">It was released on an override's ground or on a duty, and not on a consent.</param>
/// <param name="SurvivorToBeTold">Holder only: it went without consent, and she is to be told as soon as that is safe.</param>
/// <param name="Decision">Holder only: every verdict and reason.</param>
public sealed record SharingRequestView(
    string Id,
    Direction Direction,
    string Status,
    string Pathway,
    string Holder,
    string Recipient,
    DateTimeOffset SubmittedAt,
    string? Outcome = null,
    string? Reason = null,
    IReadOnlyList<string>? ReleasedGroups = null,
    IReadOnlyList<WithheldGroup>? WithheldGroups = null,
    string? Marker = null,
    DateTimeOffset? ExpiresAt = null,
    string? Case = null,
    DateTimeOffset? HeldUntil = null,
    string? WaitsFor = null,
    HolderView? Decision = null,
    AttestationView? Attestation = null,
    bool? SurvivorToBeTold = null,
    string? Act = null,
    string? ActBy = null,
    bool? WithoutConsent = null);

/// <summary>What the recipient said about its copies.</summary>
/// <param name="Copies"><c>destroyed</c>, or <c>retainedByLaw</c>.</param>
/// <param name="LegalBasis">Reference of the law that makes it keep them.</param>
public sealed record AttestationView(string Copies, DateTimeOffset At, string? LegalBasis = null);

/// <summary>Answer to a submission.</summary>
public sealed record SubmittedView(string Id, string Status = "submitted");

/// <summary>A page of own requests, newest first, complete up to <paramref name="AsOf"/>.</summary>
public sealed record SharingRequestPage(IReadOnlyList<SharingRequestView> Items, string? Next, DateTimeOffset AsOf);
