using ReleaseState = DataSharing.Functions.Ledger.ReleaseState;

namespace DataSharing.Functions.Sharing;

/// <summary>Follows a release to its end: by time, by the recipient, or because something else ended it.</summary>
public sealed class ReleaseStep(RequestStore requests, CaseCommits cases, Releaser releaser, ReviewQueue reviews, Ends ends)
{
    /// <summary>The first time that the recipient got something; null: never.</summary>
    public static DateTimeOffset? CollectedAt(ReleaseDocument release) => release.Collections.Values
        .Where(collection => collection.Outcome != CollectionOutcome.Aborted)
        .Select(collection => (DateTimeOffset?)collection.At)
        .Min();

    public async Task<RequestProgress> RunAsync(string requestId)
    {
        if ((await requests.FindAsync(requestId))?.Value is not { } document)
            return new RequestProgress();
        if (document.State != RequestState.Released)
            return await SettleAsync(document, null);
        CaseSnapshot? snapshot = await cases.LoadAsync(document.CaseId!, requestId);
        if (snapshot?.Release?.Value is not { } release)
            return new RequestProgress();
        if (!release.IsOpen)
            return await SettleAsync(document, EndingOf(release.State, document));
        // Whoever accepted may have died before the entry; one that is there is not written twice.
        if (document is { WorkflowDue: not null, Acceptance: { Accepted: true } accepted })
            await cases.NoteAsync(document.CaseId!, SharingLog.Accepted(document, accepted));
        if (document.Acceptance is { Accepted: false } declined)
            return await EndAsync(
                document, ReleaseState.Closed, LogAction.ReleaseDeclined, "declined", Ending.Declined,
                SharingLog.Actor(Http.Roles.SharingReceive, declined.By), declined.Reason);
        switch (ends.EndingOf(document, release, snapshot.Head))
        {
            case Ending.Superseded:
                return await EndAsync(document, ReleaseState.Superseded, LogAction.ReleaseStopped, "unconfirmed", Ending.Superseded);
            case Ending.Expired:
                return await EndAsync(document, ReleaseState.Expired, LogAction.ReleaseClosed, "expired", Ending.Expired);
            case not null:
                return await EndAsync(document, ReleaseState.Closed, LogAction.ReleaseClosed, "closed", Ending.Closed);
        }

        RequestProgress progress = await SettleAsync(document, null);
        return progress.Stage == RequestStage.Released
            ? progress with { Until = Ends.Next(document, release, snapshot.Head).UtcDateTime }
            : progress;
    }

    private async Task<RequestProgress> EndAsync(
        RequestDocument document, ReleaseState state, string action, string outcome, Ending ending, LogActor? by = null,
        string? cause = null)
    {
        // CRASH: ended, but the request still says released: the repeat finds the release over and says so.
        if (await releaser.EndAsync(document.Request, document.CaseId!, state, action, outcome, by, cause))
            return await SettleAsync(document, ending);
        ReleaseDocument? release = (await cases.LoadAsync(document.CaseId!, document.Request.Id))?.Release?.Value;
        return await SettleAsync(document, release is null ? ending : EndingOf(release.State, document));
    }

    private async Task<RequestProgress> SettleAsync(RequestDocument document, Ending? ending)
    {
        if (ending is not null)
            await reviews.RemoveAsync(document);
        RequestDocument? now = await requests.ChangeAsync(
            document.Request.Id, current => ending is null || current.State != RequestState.Released
            ? current.WorkflowDue is not null && current.WorkflowDue == document.WorkflowDue ? current with { WorkflowDue = null } : null
            : current with { State = Transitions.Apply(current.State, RequestOperation.Close), Ending = ending, WorkflowDue = null });
        return now is null ? new RequestProgress() : DecideStep.ProgressOf(now);
    }

    internal static Ending EndingOf(ReleaseState state, RequestDocument document) => state switch
    {
        ReleaseState.Stopped => Ending.Stopped,
        ReleaseState.Superseded => Ending.Superseded,
        ReleaseState.Expired => Ending.Expired,
        _ => document.Acceptance is { Accepted: false } ? Ending.Declined : Ending.Closed,
    };
}
