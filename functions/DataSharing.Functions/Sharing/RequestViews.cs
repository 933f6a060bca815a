using DataSharing.Domain.Requests;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Sharing;

/// <summary>Finds requests for a caller and shows them as its side may see them.</summary>
public sealed class RequestViews(
    RequestStore requests, CaseLedger cases, OwnCases own, RecipientPersons recipients, Deadlines deadlines, IPartitionStore store, PolicySet policy)
{
    /// <summary>The request and the caller's side. An unknown and a foreign one are the same problem.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<(RequestLife Document, Side Side)> RequireAsync(string requestId, Caller caller, CancellationToken cancellation)
    {
        RequestLife? document = await FindAsync(requestId, cancellation);
        return document is not null && await FindSideAsync(document, caller, cancellation) is { } side
            ? (document, side)
            : throw NotFound();
    }

    /// <summary>For whoever acts for the holder.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<RequestLife> RequireHolderAsync(string requestId, Caller caller, CancellationToken cancellation)
    {
        (RequestLife document, Side side) = await RequireAsync(requestId, caller, cancellation);
        return side == Side.Holder ? document : throw NotFound();
    }

    /// <summary>For whoever acts for the recipient, and may.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<RequestLife> RequireRecipientAsync(
        string requestId, Caller caller, RecipientAct act, CancellationToken cancellation) =>
        await FindAsync(requestId, cancellation) is { } document && SideOf(document, caller) == Side.Recipient
            && await recipients.MayAsync(document, caller, act, cancellation)
            ? document
            : throw NotFound();

    private async Task<RequestLife?> FindAsync(string requestId, CancellationToken cancellation) =>
        Identifiers.IsValid(requestId) ? (await requests.FindAsync(requestId, cancellation))?.Value : null;

    /// <summary>
    /// As <see cref="SideOf"/>; null too for a person of the holder whom a bar or a conflict of the case names, and for one of
    /// the recipient who may not collect it.
    /// </summary>
    public async Task<Side?> FindSideAsync(RequestLife document, Caller caller, CancellationToken cancellation) =>
        SideOf(document, caller) switch
        {
            Side.Holder when document.CaseId is { } caseId && await own.IsBarredAsync(caller, caseId, cancellation) => null,
            Side.Recipient when !await recipients.MayAsync(document, caller, RecipientAct.See, cancellation) => null,
            var side => side,
        };

    /// <summary>Null: the caller has nothing to do with it, or must not learn that it has.</summary>
    public static Side? SideOf(RequestLife document, Caller caller) =>
        document.SideOf(caller.Registration, caller.Has(Roles.LogReview));

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

    public static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such sharing request for this caller", "requestId");
}
