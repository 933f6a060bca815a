namespace DataSharing.Functions.Sharing;

/// <summary>Shows requests as the side of a caller may see them.</summary>
public sealed class RequestViews(CaseLedger cases, Deadlines deadlines, IPartitionStore store, PolicySet policy)
{
    public async Task<SharingRequestView> ShowAsync(RequestLife document, Side side, CancellationToken cancellation)
    {
        Release? release = document.ReleasedAt is null
            ? null
            : (await store.ReadAsync<Release>(
                Partition.Case(document.CaseId!), CaseIds.Release(document.Request.Id), cancellation))?.Value;
        // A stop holds from its commit on, and a date from its coming, also before it is marked in the release.
        CaseHead? head = release is { IsOpen: true } ? (await cases.ReadHeadAsync(document.CaseId!, cancellation))!.Value : null;
        Decision? decision = release?.Decision ?? document.Decision;
        Ending? ending = head is null ? null
            : document.State == RequestState.Released ? document.EndingOf(release!, head.Stops, deadlines.Of(head))
            : head.Stops.Any(release!.IsCoveredBy) ? Ending.Stopped : null;
        SharingRequestView view = Common(document, release, ending is { } over ? WireCode.Of(over) : StatusOf(document, release));
        if (decision is null)
            return side == Side.Holder ? view with { Case = document.CaseId } : view;
        return side == Side.Holder ? ForHolder(view, document, decision) : ForRecipient(view, document, decision);
    }

    private static SharingRequestView Common(RequestLife document, Release? release, string status) => new(
        document.Request.Id, document.Request.Direction, status, document.Request.Pathway, document.Request.Sender,
        document.Request.Recipient,
        document.SubmittedAt, ExpiresAt: document.ExpiresAt,
        WithoutConsent: release?.Decision.WithoutConsent == true ? true : null,
        // As she is told: what was fetched after it is a copy that nobody spoke of.
        Attestation: document.Attestation is { } made && made.Covers(release)
            ? new AttestationView(made.Destroyed ? "destroyed" : "retainedByLaw", made.By.At, made.LegalBasis)
            : null);

    private SharingRequestView ForHolder(SharingRequestView view, RequestLife document, Decision decision)
    {
        HolderView full = decision.ForHolder();
        Hold? hold = document.State == RequestState.Held && decision.Reason?.WaitsFor is { } fact
            ? policy.Holds.GetValueOrDefault(fact)
            : null;
        return view with
        {
            // A hold that timed out, or that a reviewer ended, is a refusal for whatever the last decision waited for.
            Outcome = WireCode.Of(
                document.State == RequestState.Refused && decision.Kind != DecisionKind.Neutral ? DecisionKind.Refuse : decision.Kind),
            Reason = full.Decision.Because,
            ReleasedGroups = full.ReleasedGroups,
            WithheldGroups = full.WithheldGroups,
            Case = document.CaseId,
            HeldUntil = document.State == RequestState.Held ? document.HeldUntil : null,
            WaitsFor = document.State == RequestState.Held ? decision.Reason?.WaitsFor : null,
            Act = hold?.Act,
            ActBy = hold?.By,
            Decision = full,
            SurvivorToBeTold = document.TellSurvivorWhenSafe ? true : null,
        };
    }

    private static SharingRequestView ForRecipient(SharingRequestView view, RequestLife document, Decision decision)
    {
        RequesterView own = (document.State == RequestState.Refused && decision.Kind != DecisionKind.Neutral
            ? decision with { Kind = DecisionKind.Refuse }
            : decision).ForRequester();
        return view with
        {
            Outcome = own.Outcome,
            Reason = own.Reason,
            ReleasedGroups = own.ReleasedGroups,
            WithheldGroups = own.WithheldGroups,
            Marker = own.Marker,
        };
    }

    private static string StatusOf(RequestLife document, Release? release) => document.State switch
    {
        RequestState.Released when release is { IsOpen: true } => document.Acceptance switch
        {
            { Accepted: true } => "accepted",
            { Accepted: false } => "declined",
            null => release.State == ReleaseState.Collected ? "collected" : "ready",
        },
        RequestState.Released or RequestState.Closed => WireCode.Of(document.Ending
            ?? document.EndingOf(release?.State ?? ReleaseState.Closed)),
        _ => WireCode.Of(document.State),
    };
}
