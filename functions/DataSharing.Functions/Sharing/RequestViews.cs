using DataSharing.Functions.Cases;
using ReleaseState = DataSharing.Functions.Ledger.ReleaseState;

namespace DataSharing.Functions.Sharing;

/// <summary>Which side of a request an agency is on.</summary>
public enum Side
{
    Holder,
    Recipient,
}

/// <summary>Finds requests for a caller and shows them as its side may see them.</summary>
public sealed class RequestViews(
    RequestStore requests, CaseCommits cases, OwnCases own, RecipientPersons recipients, Ends ends, IPartitionStore store, PolicySet policy)
{
    /// <summary>The request and the caller's side. An unknown and a foreign one are the same problem.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<(RequestDocument Document, Side Side)> RequireAsync(string requestId, Caller caller, CancellationToken cancellation)
    {
        RequestDocument? document = await FindAsync(requestId, cancellation);
        return document is not null && await FindSideAsync(document, caller, cancellation) is { } side
            ? (document, side)
            : throw NotFound();
    }

    /// <summary>For whoever acts for the holder.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<RequestDocument> RequireHolderAsync(string requestId, Caller caller, CancellationToken cancellation)
    {
        (RequestDocument document, Side side) = await RequireAsync(requestId, caller, cancellation);
        return side == Side.Holder ? document : throw NotFound();
    }

    /// <summary>For whoever acts for the recipient, and may.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<RequestDocument> RequireRecipientAsync(
        string requestId, Caller caller, RecipientAct act, CancellationToken cancellation) =>
        await FindAsync(requestId, cancellation) is { } document && SideOf(document, caller) == Side.Recipient
            && await recipients.MayAsync(document, caller, act, cancellation)
            ? document
            : throw NotFound();

    private async Task<RequestDocument?> FindAsync(string requestId, CancellationToken cancellation) =>
        Identifiers.IsValid(requestId) ? (await requests.FindAsync(requestId, cancellation))?.Value : null;

    /// <summary>
    /// As <see cref="SideOf"/>; null too for a person of the holder whom a bar or a conflict of the case names, and for one of
    /// the recipient who may not collect it.
    /// </summary>
    public async Task<Side?> FindSideAsync(RequestDocument document, Caller caller, CancellationToken cancellation) =>
        SideOf(document, caller) switch
        {
            Side.Holder when document.CaseId is { } caseId && await own.IsBarredAsync(caller, caseId, cancellation) => null,
            Side.Recipient when !await recipients.MayAsync(document, caller, RecipientAct.See, cancellation) => null,
            var side => side,
        };

    /// <summary>Null: the caller has nothing to do with it, or must not learn that it has.</summary>
    public static Side? SideOf(RequestDocument document, Caller caller)
    {
        bool sends = document.Request.Direction == Direction.Send;
        if (document.Request.Sender == caller.Registration)
            return sends || (document.CaseId is not null && IsOfTheCase(document, caller)) ? Side.Holder : null;
        // What a holder thought of sending and did not is no business of the agency it did not go to.
        return document.Request.Recipient == caller.Registration && (!sends || document.ReleasedAt is not null) ? Side.Recipient : null;
    }

    // Until an ask is decided, and for good when it was answered as if there were no case, who tried is for the officer alone.
    private static bool IsOfTheCase(RequestDocument document, Caller caller) =>
        document is { ReleasedAt: not null } or { State: RequestState.Held } or { Decision.NeutralToAsker: false }
            || caller.Has(Roles.LogReview);

    public async Task<SharingRequestView> ShowAsync(RequestDocument document, Side side, CancellationToken cancellation)
    {
        ReleaseDocument? release = document.ReleasedAt is null
            ? null
            : (await store.ReadAsync<ReleaseDocument>(
                Partition.Case(document.CaseId!), CaseIds.Release(document.Request.Id), cancellation))?.Value;
        // A stop holds from its commit on, and a date from its coming, also before it is marked in the release.
        CaseHead? head = release is { IsOpen: true } ? (await cases.ReadHeadAsync(document.CaseId!, cancellation))!.Value : null;
        Decision? decision = release?.Decision ?? document.Decision;
        SharingRequestView view = Common(document, release, head?.Stops.Any(release!.IsCoveredBy) == true ? "stopped"
            : head is not null && document.State == RequestState.Released
                && ends.EndingOf(document, release!, head) is { } ending ? WireCode.Of(ending)
            : StatusOf(document, release));
        if (decision is null)
            return side == Side.Holder ? view with { Case = document.CaseId } : view;
        return side == Side.Holder ? ForHolder(view, document, decision) : ForRecipient(view, document, decision);
    }

    private static SharingRequestView Common(RequestDocument document, ReleaseDocument? release, string status) => new(
        document.Request.Id, document.Request.Direction, status, document.Request.Pathway, document.Request.Sender,
        document.Request.Recipient,
        document.SubmittedAt, ExpiresAt: document.ExpiresAt,
        WithoutConsent: release?.Decision.WithoutConsent == true ? true : null,
        // As she is told: what was fetched after it is a copy that nobody spoke of.
        Attestation: document.Attestation is { } made && made.Covers(release)
            ? new AttestationView(made.Destroyed ? "destroyed" : "retainedByLaw", made.By.At, made.LegalBasis)
            : null);

    private SharingRequestView ForHolder(SharingRequestView view, RequestDocument document, Decision decision)
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

    private static SharingRequestView ForRecipient(SharingRequestView view, RequestDocument document, Decision decision)
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

    private static string StatusOf(RequestDocument document, ReleaseDocument? release) => document.State switch
    {
        RequestState.Released when release is { IsOpen: true } => document.Acceptance switch
        {
            { Accepted: true } => "accepted",
            { Accepted: false } => "declined",
            null => release.State == ReleaseState.Collected ? "collected" : "ready",
        },
        RequestState.Released or RequestState.Closed => WireCode.Of(document.Ending
            ?? ReleaseStep.EndingOf(release?.State ?? ReleaseState.Closed, document)),
        _ => WireCode.Of(document.State),
    };

    public static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such sharing request for this caller", "requestId");
}
