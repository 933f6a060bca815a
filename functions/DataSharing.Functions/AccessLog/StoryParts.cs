using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Http;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.AccessLog;

/// <summary>The documents behind a story, each in the form that its reader may see.</summary>
public sealed class StoryParts(IPartitionStore store, RequestStore requests, RequestViews views)
{
    /// <summary>The story with its documents. A national officer gets none of them: they are more than metadata.</summary>
    internal async Task<LogStory> AddAsync(LogStory story, Caller caller, LogEntry entry, IReadOnlyList<LogEntry> events, CancellationToken cancellation)
    {
        bool isHolder = entry.Holder == caller.Registration;
        if (story.Entry.View == LogSide.National)
            return story;
        string? releaseId = entry.Release ?? events.Select(other => other.Release).FirstOrDefault(id => id is not null);
        ReleaseDocument? release = releaseId is null || entry.Case is null || (!isHolder && story.Entry.View != LogSide.Recipient) ? null
            : (await store.ReadAsync<ReleaseDocument>(Partition.Case(entry.Case), CaseIds.Release(releaseId), cancellation))?.Value;
        story = release is null ? story : story with
        {
            Release = Of(release, isHolder ? null : caller.Registration),
            Decision = isHolder ? Of(release.Decision) : null,
            Asked = isHolder ? null : release.Decision.ForRequester(),
        };
        if (isHolder && entry.Case is { } caseId)
            story = story with { Stops = await StopsAsync(Partition.Case(caseId), entry, events, release, cancellation) };
        return entry.Request is { } request ? await WithRequestAsync(story, caller, request, cancellation) : story;
    }

    // What never was released has its decision in the request alone, and so has what the recipient confirmed.
    private async Task<LogStory> WithRequestAsync(LogStory story, Caller caller, string requestId, CancellationToken cancellation)
    {
        if ((await requests.FindAsync(requestId, cancellation))?.Value is not { } document || RequestViews.SideOf(document, caller) is not { } side)
            return story;
        SharingRequestView view = await views.ShowAsync(document, side, cancellation);
        story = story with { Attestation = view.Attestation };
        if (story.Release is not null || view.Outcome is not { } outcome)
            return story;
        return side == Side.Holder
            ? story with { Decision = Of(document.Decision!) with { Outcome = outcome } }
            : story with { Asked = new RequesterView(view.Id, outcome, view.Reason, view.ReleasedGroups ?? [], view.WithheldGroups ?? [], view.Marker) };
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
            [.. decision.Fields.Select(field => new StoryField(field.Path, field.Released && decision.Releases, WireCode.Of(field.Treatment), field.Reason, field.RuleId))],
            decision.Flags,
            decision.ConsentId is { } consent ? $"{consent}#{decision.ConsentVersion}" : null,
            decision.AgreementId is { } agreement ? $"{agreement}#{decision.AgreementVersion}" : null,
            decision.PolicyVersion,
            decision.ProfileVersion,
            view.Digest);
    }

    private static StoryRelease Of(ReleaseDocument release, string? onlyOf) => new(
        release.Id, WireCode.Of(release.State), release.ReleasedAt, release.ExpiresAt, release.EndedAt,
        [.. release.Collections.Values
            .Where(collection => onlyOf is null || collection.Recipient == onlyOf)
            .OrderBy(collection => collection.At)
            .Select(collection => new StoryCollection(collection.At, collection.Recipient, collection.Person, WireCode.Of(collection.Outcome)))]);

    private async Task<IReadOnlyList<StoryStop>> StopsAsync(
        Partition partition, LogEntry entry, IReadOnlyList<LogEntry> events, ReleaseDocument? release, CancellationToken cancellation)
    {
        HashSet<string> causes = [.. events.Select(other => other.Cause).OfType<string>()];
        var stops = new List<StoryStop>();
        await foreach (Listed<WithdrawalDocument> found in store.ListAllAsync<WithdrawalDocument>(partition, CaseIds.WithdrawalPrefix, cancellation))
        {
            WithdrawalDocument stop = found.Value;
            bool concerns = causes.Contains(stop.Id) || (release is not null && release.ReleasedAt <= stop.Stop.At && release.IsCoveredBy(stop.Stop));
            if (!concerns)
                continue;
            IEnumerable<HolderOfCopies> holders = stop.Holders.Where(holder => release is null || entry.Action == LogAction.WithdrawalRecorded || holder.Releases.Contains(release.Id));
            stops.Add(new StoryStop(
                stop.Id, stop.Stop.At, stop.Stop.ConsentId is null ? "all" : stop.Stop.ScopeId is null ? "consent" : "scope", stop.Stop.ByPerson, WireCode.Of(stop.State),
                [.. holders.Select(holder => new StoryCopies(holder.Registration, holder.ToldAt, holder.RemindedAt, holder.EscalatedAt, holder.AttestedAt))]));
        }

        return stops;
    }
}
