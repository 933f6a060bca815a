using DataSharing.Domain.Entries;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.AccessLog;

/// <summary>The documents behind a story, each in the form that its reader may see.</summary>
public sealed class StoryParts(
    IPartitionStore store, RequestStore requests, RequestViews views, CaseLedger cases, ContentApprovals approvals)
{
    /// <summary>The story with its documents. A national officer gets none of them: they are more than metadata.</summary>
    internal async Task<LogStory> AddAsync(
        LogStory story, Caller caller, LogEntry entry, IReadOnlyList<LogEntry> events, CancellationToken cancellation)
    {
        bool isHolder = entry.Holder == caller.Registration;
        if (story.Entry.View == LogSide.National)
            return story;
        if (isHolder
            && entry is { Action: LogAction.ContentApproved or LogAction.ContentWithdrawn, Case: { } approvedIn, Cause: { } approval })
            return story with { Approval = await ApprovalAsync(approvedIn, approval, cancellation) };
        if (entry is { Request: null, Release: null })
            return isHolder && entry.Case is { } stopped
                ? await WithStoppedAsync(story, Partition.Case(stopped), entry, events, cancellation)
                : story;
        RequestId? releaseId = entry.Release
            ?? events.FirstOrDefault(other => other.Request == entry.Request && other.Release is not null)?.Release;
        Release? release = releaseId is null || entry.Case is null || (!isHolder && story.Entry.View != LogSide.Recipient) ? null
            : (await store.ReadAsync<Release>(Partition.Case(entry.Case), CaseIds.Release(releaseId), cancellation))?.Value;
        story = release is null ? story : story with
        {
            Release = Of(release, isHolder ? null : caller.Registration),
            Decision = isHolder ? Of(release.Decision) : null,
            Override = isHolder ? Of(release.Override, null) : null,
            WithoutConsent = isHolder && release.Decision.WithoutConsent ? true : null,
            Asked = isHolder ? null : release.Decision.ForRequester(),
        };
        if (isHolder && entry.Case is { } caseId)
            story = story with { Stops = await StopsAsync(Partition.Case(caseId), entry, events, release, cancellation) };
        return entry.Request is { } request ? await WithRequestAsync(story, caller, request, cancellation) : story;
    }

    // Kept under the case's key: of an erased or a sealed case nobody reads it.
    private async Task<StoryApproval?> ApprovalAsync(CaseId caseId, string id, CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { Value: { IsSealed: false, CaseKey: not null } head })
            return null;
        try
        {
            return await approvals.FindAsync(caseId, id, cancellation) is { } found
                && await approvals.OpenAsync(head, id, cancellation) is { } content
                ? new StoryApproval(id, content.ReadBy, content.ReadIn, content.ReadAt, content.Letter is not null, found.Value.WithdrawnAt)
                : null;
        }
        catch (Exception fault) when (ContentApprovals.IsUnreadable(fault))
        {
            return null;
        }
    }

    // A stop may end several releases, none of which is the one that it is about.
    private async Task<LogStory> WithStoppedAsync(
        LogStory story, Partition partition, LogEntry entry, IReadOnlyList<LogEntry> events, CancellationToken cancellation)
    {
        var stopped = new List<StoryStopped>();
        foreach (RequestId id in events.Select(other => other.Release).OfType<RequestId>().Distinct())
            if ((await store.ReadAsync<Release>(partition, CaseIds.Release(id), cancellation))?.Value is { } release)
                stopped.Add(new StoryStopped(Of(release, null), Of(release.Decision)));
        return story with { Stopped = stopped, Stops = await StopsAsync(partition, entry, events, null, cancellation) };
    }

    // What never was released has its decision in the request alone, and so has what the recipient confirmed.
    private async Task<LogStory> WithRequestAsync(LogStory story, Caller caller, RequestId requestId, CancellationToken cancellation)
    {
        if ((await requests.FindAsync(requestId, cancellation))?.Value is not { } document
            || OwnRequests.SideOf(document, caller) is not { } side)
            return story;
        SharingRequestView view = await views.ShowAsync(document, side, cancellation);
        story = story with
        {
            Attestation = view.Attestation,
            Override = side == Side.Holder ? Of(document.Request.Override, document) : null,
            SurvivorToBeTold = side == Side.Holder && document.TellSurvivorWhenSafe ? true : null,
        };
        if (story.Release is not null || view.Outcome is not { } outcome)
            return story;
        return side == Side.Holder
            ? story with { Decision = Of(document.Decision!) with { Outcome = outcome } }
            : story with
            {
                Asked = new RequesterView(
                document.Request.Id, outcome, view.Reason, view.ReleasedGroups ?? [], view.WithheldGroups ?? [], view.Marker)
            };
    }

    private static StoryDecision Of(Decision decision)
    {
        HolderView view = decision.ForHolder();
        return new StoryDecision(
            WireCode.Of(decision.Kind),
            decision.Tier is { } tier ? WireCode.Of(tier) : null,
            decision.Pathway,
            decision.Purpose,
            decision.DecidedAt,
            [.. decision.Reasons.Select(reason => new StoryReason(reason.Kind, reason.RuleId, reason.WaitsFor, reason.Missing))],
            view.ReleasedGroups,
            view.WithheldGroups,
            [.. decision.Fields.Select(field => new StoryField(
                field.Path, decision.Sends(field), WireCode.Of(field.Treatment), field.Reason, field.RuleId,
                decision.Releases && decision.Absent.Contains(field.Path)))],
            decision.Flags,
            decision.ConsentId is { } consent ? $"{consent}#{decision.ConsentVersion}" : null,
            decision.AgreementId is { } agreement ? $"{agreement}#{decision.AgreementVersion}" : null,
            decision.PolicyVersion,
            decision.ProfileVersion,
            view.Digest,
            decision.Because);
    }

    /// <param name="document">The request; null: it was disposed of, and only what the release keeps is known.</param>
    private static StoryOverride? Of(OverrideClaim? claim, RequestLife? document) => claim is null ? null : new StoryOverride(
        WireCode.Of(claim.Ground),
        WireCode.Of(claim.ConsentNotSought),
        claim.PolicyReference,
        claim.PriorNoticeReference,
        claim.WeighingReference,
        claim.OrderReference,
        claim.Concern,
        claim.NoUnbarredUnitReference,
        claim.ContradictionReference,
        claim.Urgent,
        ApprovalView.Of(claim.First),
        (claim.Second ?? (document?.Review is { Proceed: true } confirmed ? confirmed.By : null)) is { } second
            ? ApprovalView.Of(second)
            : null,
        document is { Review: null } ? document.ConfirmBy : null,
        document?.TellSurvivorWhenSafe ?? false);

    private static StoryRelease Of(Release release, RegistrationId? onlyOf) => new(
        release.Id, release.Decision.Recipient, release.Decision.Pathway, WireCode.Of(release.State), release.ReleasedAt, release.ExpiresAt,
        release.EndedAt,
        [.. release.Collections.Values
            .Where(collection => onlyOf is null || collection.Recipient == onlyOf)
            .OrderBy(collection => collection.At)
            .Select(
                collection => new StoryCollection(
                    collection.At, collection.Recipient, collection.Person, WireCode.Of(collection.Outcome)))],
        Logged.GroupsOf(release.Decision));

    private async Task<IReadOnlyList<StoryStop>> StopsAsync(
        Partition partition, LogEntry entry, IReadOnlyList<LogEntry> events, Release? release, CancellationToken cancellation)
    {
        // The entry that a case was sealed by has the id of the stop itself.
        HashSet<string> causes = [.. events.SelectMany(other => new[] { other.Cause, other.Id }).OfType<string>()];
        var stops = new List<StoryStop>();
        CaseHead? head = (await store.ReadAsync<CaseHead>(partition, CaseHead.DocumentId, cancellation))?.Value;
        await foreach (Listed<WithdrawalDocument> found in store.ListAllAsync<WithdrawalDocument>(
            partition, CaseIds.WithdrawalPrefix, cancellation))
        {
            WithdrawalDocument stop = found.Value;
            bool concerns = causes.Contains(stop.Id) || (release is not null && release.IsCoveredBy(stop.Stop));
            if (!concerns)
                continue;
            IEnumerable<HolderOfCopies> holders = stop.Holders.Where(
                holder => release is null || entry.Action == LogAction.WithdrawalRecorded || holder.Releases.Contains(release.Id));
            stops.Add(new StoryStop(
                stop.Id, stop.Stop.At, new StopTarget(stop.Stop.ConsentId, stop.Stop.ScopeId, stop.Stop.Recipient).Extent,
                stop.Stop.ByPerson, WireCode.Of(stop.State),
                [.. holders.Select(
                    holder => new StoryCopies(holder.Registration, holder.ToldAt, holder.RemindedAt, holder.EscalatedAt, holder.AttestedAt,
                    holder.AttestedAt is null ? null : holder.RetainedByLaw ? "retainedByLaw" : "destroyed"))],
                stop.Channel,
                stop.Stop.ByPerson && stop.By?.Registration is { } taker && taker != head?.Holder ? taker : null,
                head is null ? null : CorrectedAfter(head, stop.Stop)));
        }

        return stops;
    }

    // By its place, not by its time alone: one that was said after the correction is by the clock that is right.
    private static DateTimeOffset? CorrectedAfter(CaseHead head, Stop said) =>
        head.Stops.FirstOrDefault(stop => stop.Id == said.Id && stop.At == said.At) is { } stop
            ? head.Corrections.FirstOrDefault(correction => stop.Place <= correction.Place && stop.At > correction.At)?.At
            : null;
}
