namespace DataSharing.Functions.Sharing;

/// <summary>A sharing request as one side sees it; members that the side may not see are left out.</summary>
/// <param name="Status">submitted, held, refused, cancelled, ready, collected, accepted, declined, stopped, superseded, expired or
/// closed.</param>
/// <param name="Outcome">Decision code; left out while undecided.</param>
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
/// <param name="Id">Its id.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Holder">Registration that holds the case.</param>
/// <param name="Recipient">Registration that receives.</param>
/// <param name="SubmittedAt">When it was submitted.</param>
/// <param name="Marker">A fixed mark that the body is entitled to, such as <c>removalBarred</c>; left out: none.</param>
/// <param name="ExpiresAt">Until when it can be collected, exclusive.</param>
/// <param name="HeldUntil">Holder only: until when a hold waits; then it ends unshared.</param>
public sealed record SharingRequestView(
    string Id,
    Direction Direction,
    [Codes(SharingRequestView.Statuses)] string Status,
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
    bool? WithoutConsent = null)
{
    internal const string Statuses =
        "submitted|held|refused|cancelled|ready|collected|accepted|declined|stopped|superseded|expired|closed";
}

/// <summary>What the recipient said about its copies.</summary>
/// <param name="Copies"><c>destroyed</c>, or <c>retainedByLaw</c>.</param>
/// <param name="LegalBasis">Reference of the law that makes it keep them.</param>
/// <param name="At">When it said so.</param>
public sealed record AttestationView([Codes("destroyed|retainedByLaw")] string Copies, DateTimeOffset At, string? LegalBasis = null);

/// <summary>Answer to a submission.</summary>
/// <param name="Id">The sharing request's id.</param>
/// <param name="Status">Always <c>submitted</c>: what was decided is read at Location.</param>
public sealed record SubmittedView(string Id, [Codes("submitted")] string Status = "submitted");

/// <summary>A page of own requests, newest first, complete up to <paramref name="AsOf"/>.</summary>
/// <param name="Next">Cursor of the next page; left out at the end.</param>
/// <param name="AsOf">Everything until then is in the list.</param>
public sealed record SharingRequestPage(IReadOnlyList<SharingRequestView> Items, string? Next, DateTimeOffset AsOf);
