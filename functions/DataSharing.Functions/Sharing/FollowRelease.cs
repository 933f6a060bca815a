using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Sharing;

/// <summary>Follows a release to its end: by time, by the recipient, or because something else ended it.</summary>
public sealed class FollowRelease(RequestStore requests, CaseLedger cases, Releaser releaser, ReviewQueue reviews, Deadlines deadlines)
{
    public async Task<RequestProgress> RunAsync(RequestId requestId)
    {
        if ((await requests.FindAsync(requestId))?.Value is not { } request)
            return new RequestProgress();
        if (request.State != RequestState.Released)
            return await SettleAsync(request, null);
        CaseSnapshot? snapshot = await cases.LoadAsync(request.CaseId!, requestId);
        if (snapshot?.Release?.Value is not { } release)
            return new RequestProgress();
        // Whoever accepted may have died before the entry; one that is there is not written twice.
        if (release.IsOpen && request is { WorkflowDue: not null, Acceptance: { Accepted: true } accepted })
            await cases.NoteAsync(request.CaseId!, ReleaseEntries.Accepted(request.Request, request.CaseId!, accepted.By, accepted.Reason));
        var next = Next.Of(request, release, deadlines.Of(snapshot.Head));
        if (next is { Step: Step.End, How: { } how, Ending: { } ending })
            return await EndAsync(request, how, ending);
        RequestProgress progress = await SettleAsync(request, next.Ending);
        return progress.Stage == RequestStage.Released && next.Until is { } until ? progress with { Until = until.UtcDateTime } : progress;
    }

    private async Task<RequestProgress> EndAsync(RequestLife request, ReleaseEnd how, Ending ending)
    {
        (Approval? by, string? cause) = how == ReleaseEnd.Declined
            ? (request.Acceptance!.By, request.Acceptance.Reason)
            : (null, null);
        // CRASH: ended, but the request still says released: the repeat finds the release over and says so.
        if (await releaser.EndAsync(request.Request, request.CaseId!, how, by, cause))
            return await SettleAsync(request, ending);
        Release? release = (await cases.LoadAsync(request.CaseId!, request.Request.Id))?.Release?.Value;
        return await SettleAsync(request, release is null ? ending : request.EndingOf(release.State));
    }

    private async Task<RequestProgress> SettleAsync(RequestLife request, Ending? ending)
    {
        if (ending is not null)
            await reviews.RemoveAsync(request);
        Moved? moved = await requests.MoveAsync(request.Request.Id, current =>
            ending is { } how && current.State == RequestState.Released
                ? current.Close(how, settled: true)
                : current.Settle(request.WorkflowDue));
        return moved is { } now ? RequestProgress.Of(now.Now) : new RequestProgress();
    }
}
