using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Decides a request from current facts and carries the decision out: release, hold or refusal, each committed with its log
/// entry before the request's own state says so.
/// </summary>
public sealed class DecideStep(
    RequestStore requests, FactsLoader loader, Releaser releaser, ContentApprovals approvals, CaseCommits cases, AgencyLog agencies,
    ReviewQueue reviews, Ends ends, PolicySet policy, TimeProvider time)
{
    /// <summary>Tries against other writers of the same case before leaving it to the activity's retry.</summary>
    private const int Tries = 50;

    private static readonly Reason Fault = new(Reason.Fault, "R-001", 12);

    public async Task<RequestProgress> RunAsync(string requestId)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if ((await requests.FindAsync(requestId))?.Value is not { } document)
                return new RequestProgress();
            if (!document.IsPending)
                return await SettleAsync(document);
            // The sender said on which consent it wants to share; resting on another one would not be what it was told to do.
            DecisionBasis basis = (await loader.LoadAsync(document.Request, document.CaseId, requestId)).RestingOn(document.ConsentId);
            if (basis.Case?.Release is { } earlier)
                return await RecordReleaseAsync(document, earlier.Value, OwnKeyOf(basis), false);
            long began = time.GetTimestamp();
            (basis, Decision decision) = await loader.DecideAsync(policy, basis, time.GetUtcNow());
            Signals.Decided(decision.Kind.ToString(), time.GetElapsedTime(began));
            if (await CarryOutAsync(document, basis, await CheckedAsync(basis, decision)) is { } progress)
                return progress;
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    /// <summary>The last resort when deciding failed for good: any failure refuses.</summary>
    public async Task<RequestProgress> RefuseAsync(string requestId)
    {
        if ((await requests.FindAsync(requestId))?.Value is not { IsPending: true } document)
            return await RunAsync(requestId);
        DecisionBasis basis = await loader.LoadAsync(document.Request, document.CaseId, requestId);
        if (basis.Case?.Release is not null)
            return await RunAsync(requestId);
        return await RefuseAsync(document, basis, Faulty(Decider.Decide(policy, basis.Request, basis.Facts, time.GetUtcNow())));
    }

    private async Task<Decision> CheckedAsync(DecisionBasis basis, Decision decision)
    {
        try
        {
            return await approvals.HeldIfChangedAsync(basis, decision);
        }
        catch (Exception fault) when (ContentApprovals.IsUnreadable(fault))
        {
            // What cannot be read cannot be compared, now or later.
            return Faulty(decision);
        }
    }

    private async Task<RequestProgress?> CarryOutAsync(RequestDocument document, DecisionBasis basis, Decision decision)
    {
        if (document.Review is { Proceed: false } refusal)
            return await RefuseAsync(document, basis, decision, refusal.Evidence);
        // What was held goes on by a second person's word alone, never because the fact turned up while it waited.
        if (decision.Releases && document is { State: RequestState.Held, Review: null })
            return ends.IsHoldOver(document, basis.Case?.Head)
                ? await RefuseAsync(document, basis, document.Decision ?? Faulty(decision))
                : await SettleAsync(document);
        if (decision.Releases && basis.Case is not null)
            return await ReleaseAsync(document, basis, decision);
        if (decision.Kind == DecisionKind.Hold && basis.Case is not null && !ends.IsHoldOver(document, basis.Case.Head))
            return await HoldAsync(document, basis, decision);
        return await RefuseAsync(document, basis, decision);
    }

    private async Task<RequestProgress?> ReleaseAsync(RequestDocument document, DecisionBasis basis, Decision decision)
    {
        try
        {
            ReleaseResult result = await releaser.ReleaseAsync(basis, decision);
            return result.Release is null ? null : await RecordReleaseAsync(document, result.Release, result.OwnKey, result.Ended);
        }
        catch (EmptyPackageException)
        {
            Decision empty = decision.WithoutContent();
            return empty.Kind == DecisionKind.Hold && !ends.IsHoldOver(document, basis.Case?.Head)
                ? await HoldAsync(document, basis, empty)
                : await RefuseAsync(document, basis, empty);
        }
        catch (Exception fault) when (ContentApprovals.IsUnreadable(fault))
        {
            // What cannot be read or sealed cannot be sent, now or later.
            return await RefuseAsync(document, basis, Faulty(decision));
        }
    }

    private async Task<RequestProgress> RecordReleaseAsync(RequestDocument document, ReleaseDocument release, bool ownKey, bool ended)
    {
        Decision decision = release.Decision;
        bool unconfirmed = decision.Flags.Contains(DecisionFlags.SecondPersonPending);
        // Before the state: who sees it wait finds it in the list; an item too many is left out when the list is read.
        if (unconfirmed && !ended)
            await reviews.AddAsync(document);
        else
            await reviews.RemoveAsync(document);
        RequestDocument? now = await requests.ChangeAsync(document.Request.Id, current => !current.IsPending ? null : current with
        {
            State = ended ? RequestState.Closed : Transitions.Apply(current.State, RequestOperation.Release),
            Ending = ended ? Ending.Superseded : null,
            Reference = null,
            Decision = null,
            ReleasedAt = release.ReleasedAt,
            ExpiresAt = release.ExpiresAt,
            OwnKey = ownKey,
            ConfirmBy = unconfirmed ? release.ReleasedAt + policy.Profile.OverrideConfirmation : null,
            TellSurvivorWhenSafe = decision.WithoutConsent,
            WorkflowDue = null,
        });
        return await SettleAsync(now!);
    }

    private async Task FinishCancellingAsync(RequestDocument document)
    {
        if (document is { WorkflowDue: not null, CancelledBy: { } by })
        {
            LogEntry entry = SharingLog.Cancelled(document.Request, document.CaseId, by);
            await (entry.Case is { } caseId ? cases.NoteAsync(caseId, entry) : agencies.AppendAsync(by.RegistrationId, entry));
        }

        if (document.CaseId is null)
            return;
        await reviews.RemoveAsync(document);
        // Cancelled while the release was on its way: nobody could collect it, since the request never said that it is there.
        await releaser.EndAsync(document.Request, document.CaseId, Ledger.ReleaseState.Closed, LogAction.ReleaseClosed, "cancelled");
    }

    private async Task<RequestProgress> HoldAsync(RequestDocument document, DecisionBasis basis, Decision decision)
    {
        DateTimeOffset at = time.GetUtcNow();
        // CRASH: entry, queue, state: each may be there without the next; the repeat finds the entry and goes on.
        bool again = document is { State: RequestState.Held, Review: null }
            && document.Decision?.Reason?.WaitsFor == decision.Reason?.WaitsFor;
        int number = again ? document.Holds : document.Holds + 1;
        await cases.NoteAsync(basis.Case!.Head.CaseId, SharingLog.Held(decision, basis.Case.Head.CaseId, number, at));
        if (again)
            await reviews.AddAsync(document);
        else
            await reviews.RenewAsync(document);
        RequestDocument? now = await requests.ChangeAsync(document.Request.Id, current => !current.IsPending ? null : current with
        {
            State = Transitions.Apply(current.State, RequestOperation.Hold),
            Decision = decision,
            Holds = number,
            HeldUntil = current.HeldUntil ?? at + ends.HoldClock(decision.Pathway),
            HeldAs = current.HeldUntil is null ? basis.Case.Head.Log.Seq + 1 : current.HeldAs,
            HeldSeen = current.HeldUntil is null ? basis.Case.Head.HighestTime : current.HeldSeen,
            // A word that did not mend it is used up; the reviewer sees what it still waits for.
            Review = current.Review == document.Review ? null : current.Review,
            WorkflowDue = null,
        });
        return await SettleAsync(now!);
    }

    private async Task<RequestProgress> RefuseAsync(RequestDocument document, DecisionBasis basis, Decision decision, string? cause = null)
    {
        DateTimeOffset at = time.GetUtcNow();
        Signals.Refused(document.Request.Submitted.RegistrationId);
        // CRASH: the entry first: a refusal that nobody could read of must not be told.
        if (decision.NeutralToAsker || basis.Case is null)
            await agencies.AppendAsync(document.Request.Submitted.RegistrationId, SharingLog.Neutral(document.Request, at) with
            {
                Stream = LogStream.OfAgency(document.Request.Submitted.RegistrationId),
            });
        else
            await cases.NoteAsync(basis.Case.Head.CaseId, SharingLog.Refused(decision, basis.Case.Head.CaseId, at, cause));
        if (document.State == RequestState.Held)
            await reviews.RemoveAsync(document);
        RequestDocument? now = await requests.ChangeAsync(document.Request.Id, current => !current.IsPending ? null : current with
        {
            State = Transitions.Apply(current.State, RequestOperation.Refuse),
            Decision = decision,
            // For every neutral answer alike: a timer looks later whether there is a case that has to know of it.
            WorkflowDue = decision.NeutralToAsker ? at : null,
            Reference = decision.NeutralToAsker ? current.Reference : null,
        });
        return await SettleAsync(now!);
    }

    /// <summary>What to wait for in the state that stands; takes the mark away when it is still set.</summary>
    private async Task<RequestProgress> SettleAsync(RequestDocument document)
    {
        if (document.State == RequestState.Cancelled)
            await FinishCancellingAsync(document);
        if (document is { WorkflowDue: not null, IsNeutralToResolve: false })
            document = await requests.ChangeAsync(
                document.Request.Id, current => current.WorkflowDue == document.WorkflowDue ? current with { WorkflowDue = null } : null)
                ?? document;
        return ProgressOf(document);
    }

    internal static RequestProgress ProgressOf(RequestDocument document) => document.State switch
    {
        RequestState.Held => new RequestProgress { Stage = RequestStage.Held, Until = document.HeldUntil!.Value.UtcDateTime },
        RequestState.Released => new RequestProgress
        {
            Stage = RequestStage.Released,
            Until = (document.ConfirmBy ?? document.ExpiresAt!.Value).UtcDateTime,
        },
        _ => new RequestProgress(),
    };

    private static Decision Faulty(Decision decision) => decision with
    {
        Kind = DecisionKind.Refuse,
        Reason = Fault,
        Reasons = [Fault],
        Fields = [.. decision.Fields.Select(field => new FieldVerdict(field.Path, Treatment.None, null, null, Fault.Kind, Fault.RuleId))],
        Tier = null,
    };

    private static bool OwnKeyOf(DecisionBasis basis) =>
        basis.Facts.Recipient?.PublicKeyId is { } own && basis.Case?.Release?.Value.Envelope?.ReadHeader().KeyId == own;
}
