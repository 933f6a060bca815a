using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Sharing;

/// <summary>Whether what was collected may still be sent. Asked after the commit and before each chunk; used by one sender.</summary>
internal sealed class LiveGuard(CaseCommits cases, FactsLoader facts, Collector collector, PolicySet policy, Collected collected)
{
    private readonly string _caseId = collected.Basis.Case!.Head.CaseId;
    private string? _seen;

    public async Task<bool> StandsAsync(CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(_caseId, cancellation) is not { } head
            || await facts.FindPersonAsync(collected.Request.Request.Recipient, collected.Person, cancellation) is not { } person)
            return false;
        // Everything that changes a case changes its head, so that an unchanged one needs no second look.
        if (head.ETag != _seen)
        {
            CaseSnapshot? snapshot = await cases.LoadAsync(_caseId, collected.Release.Id, cancellation);
            if (snapshot?.Release is not { Value.IsOpen: true } release || snapshot.Facts.Closed || snapshot.Head.Stops.Any(release.Value.IsCoveredBy)
                || !Collector.MayCollect(collected.Request.Request, release.Value, snapshot.Facts, collected.Basis.Facts.Recipient, person, facts.Now)
                || !await IsDecidedAgainAsync(snapshot, release.Value, cancellation))
                return false;
            _seen = snapshot.HeadETag;
        }

        return person.StandsAt(facts.Now) && await facts.StandAsync(collected.Basis, collected.Decision, cancellation);
    }

    // Whatever of the case changed (an approval taken back, a bar, a suppressed field) counts now as it would for the next collection.
    private async Task<bool> IsDecidedAgainAsync(CaseSnapshot snapshot, ReleaseDocument release, CancellationToken cancellation)
    {
        (DecisionBasis basis, Decision decision) = await facts.DecideAsync(policy, FactsLoader.Over(collected.Basis, snapshot), facts.Now, cancellation);
        return await collector.StillFitsAsync(release, basis, decision);
    }
}
