using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// The steps of a request that <see cref="Next"/> names: each is committed with its log entry before the request's own state says so,
/// and may be taken twice.
/// </summary>
public sealed class RequestSteps(
    RequestStore requests, Releaser releaser, CaseLedger cases, AgencyLog agencies, ReviewQueue reviews, Deadlines deadlines,
    PolicySet policy, TimeProvider time)
{
    /// <summary>Null: the case moved, so read and decide again.</summary>
    /// <exception cref="EmptyPackageException">There is nothing to send.</exception>
    public async Task<RequestProgress?> ReleaseAsync(RequestLife request, DecisionBasis basis, Decision decision)
    {
        ReleaseResult result = await releaser.ReleaseAsync(basis, decision);
        return result.Release is null ? null : await TellAsync(request, result.Release, result.OwnKey, result.Ended);
    }

    /// <summary>The request says that the release is there which is on record already.</summary>
    public Task<RequestProgress> TellAsync(RequestLife request, DecisionBasis basis) =>
        TellAsync(request, basis.Case!.Release!.Value, OwnKeyOf(basis), ended: false);

    public async Task<RequestProgress> HoldAsync(RequestLife request, DecisionBasis basis, Decision decision)
    {
        DateTimeOffset at = time.GetUtcNow();
        CaseHead head = basis.Case!.Head;
        int number = request.HoldNumber(decision);
        // CRASH: entry, queue, state: each may be there without the next; the repeat finds the entry and goes on.
        await cases.NoteAsync(head.CaseId, SharingLog.Held(decision, head.CaseId, number, at));
        if (request.IsHeldFor(decision))
            await reviews.AddAsync(request);
        else
            await reviews.RenewAsync(request);
        var start = new HoldStart(at + deadlines.HoldClock(decision.Pathway), head.Log.Seq + 1, head.HighestTime);
        return await MovedAsync(request, current => current.Hold(decision, number, start, request.Review));
    }

    /// <param name="evidence">What a reviewer refused it for; null: nobody did.</param>
    public async Task<RequestProgress> RefuseAsync(RequestLife request, DecisionBasis basis, Decision decision, string? evidence = null)
    {
        DateTimeOffset at = time.GetUtcNow();
        Signals.Refused(request.Request.Submitted.RegistrationId);
        // CRASH: the entry first: a refusal that nobody could read of must not be told.
        if (decision.NeutralToAsker || basis.Case is null)
            await agencies.AppendAsync(request.Request.Submitted.RegistrationId, SharingLog.Neutral(request.Request, at) with
            {
                Stream = LogStream.OfAgency(request.Request.Submitted.RegistrationId),
            });
        else
            await cases.NoteAsync(basis.Case.Head.CaseId, SharingLog.Refused(decision, basis.Case.Head.CaseId, at, evidence));
        if (request.State == RequestState.Held)
            await reviews.RemoveAsync(request);
        return await MovedAsync(request, current => current.Refuse(decision, at));
    }

    /// <summary>Takes the mark away where all that was due is done.</summary>
    public async Task<RequestProgress> SettleAsync(RequestLife request)
    {
        if (request.State == RequestState.Cancelled)
            await FinishCancellingAsync(request);
        if (request is { WorkflowDue: not null, IsNeutralToResolve: false })
            request = (await requests.MoveAsync(request.Request.Id, current => current.Settle(request.WorkflowDue)))?.Now ?? request;
        return RequestProgress.Of(request);
    }

    private async Task<RequestProgress> TellAsync(RequestLife request, Release release, bool ownKey, bool ended)
    {
        // Before the state: who sees it wait finds it in the list; an item too many is left out when the list is read.
        if (release.Decision.Flags.Contains(DecisionFlags.SecondPersonPending) && !ended)
            await reviews.AddAsync(request);
        else
            await reviews.RemoveAsync(request);
        return await MovedAsync(request, current => current.Release(release, ownKey, ended, policy.Profile.OverrideConfirmation));
    }

    private async Task<RequestProgress> MovedAsync(RequestLife request, Func<RequestLife, Moved> move) =>
        await SettleAsync((await requests.MoveAsync(request.Request.Id, move))!.Value.Now);

    private async Task FinishCancellingAsync(RequestLife request)
    {
        if (request is { WorkflowDue: not null, CancelledBy: { } by })
        {
            LogEntry entry = SharingLog.Cancelled(request.Request, request.CaseId, by);
            await (entry.Case is { } caseId ? cases.NoteAsync(caseId, entry) : agencies.AppendAsync(by.RegistrationId, entry));
        }

        if (request.CaseId is null)
            return;
        await reviews.RemoveAsync(request);
        // Cancelled while the release was on its way: nobody could collect it, since the request never said that it is there.
        await releaser.EndAsync(request.Request, request.CaseId, ReleaseEnd.Cancelled);
    }

    private static bool OwnKeyOf(DecisionBasis basis) =>
        basis.Facts.Recipient?.PublicKeyId is { } own && basis.Case?.Release?.Value.Envelope?.ReadHeader().KeyId == own;
}
