using DataSharing.Domain.Decisions;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Sharing;

/// <summary>Whether what was collected may still be sent. Asked after the commit and before each chunk; used by one sender.</summary>
internal sealed class LiveGuard(CaseCommits cases, FactsLoader facts, DecisionBasis basis, Decision decision, string releaseId)
{
    private readonly string _caseId = basis.Case!.Head.CaseId;
    private string? _seen;

    public async Task<bool> StandsAsync(CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(_caseId, cancellation) is not { } head)
            return false;
        // Everything that changes a case changes its head, so that an unchanged one needs no second look.
        if (head.ETag != _seen)
        {
            CaseSnapshot? snapshot = await cases.LoadAsync(_caseId, releaseId, cancellation);
            if (snapshot?.Release is not { Value.IsOpen: true } release || snapshot.Facts.Closed || snapshot.Head.Stops.Any(release.Value.IsCoveredBy))
                return false;
            _seen = snapshot.HeadETag;
        }

        return await facts.StandAsync(basis, decision, cancellation);
    }
}
