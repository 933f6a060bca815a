using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Sharing;

/// <summary>Whether what was collected may still be sent. Asked after the commit and before each chunk; used by one sender.</summary>
internal sealed class LiveGuard(
    CaseLedger cases, FactsLoader facts, RecipientPersons recipients, Deadlines deadlines, Collector collector, Collected collected)
{
    private readonly string _caseId = collected.Basis.Case!.Head.CaseId;
    private string? _seen;

    public async Task<bool> StandsAsync(CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(_caseId, cancellation) is not { } head
            || collected.Request.EndOf(collected.Release, deadlines.Of(head.Value)) is not null
            || await facts.FindPersonAsync(collected.Request.Request.Recipient, collected.Person, cancellation) is not { } person)
            return false;
        // Everything that changes a case changes its head, so that an unchanged one needs no second look. Whatever changed (a stop, an
        // approval taken back, a bar, a field suppressed) counts as it would for the next collection.
        if (head.ETag != _seen)
        {
            DecisionBasis basis = await facts.LoadAsync(collected.Request.Request, _caseId, collected.Release.Id, cancellation);
            if (basis is not { Facts.Case: { Closed: false } subject, Case: { Release.Value: { IsOpen: true } release } snapshot }
                || snapshot.Head.Stops.Any(release.IsCoveredBy)
                || !await recipients.MayCollectAsync(
                    collected.Request.Request, release, subject, basis.Facts.Recipient, person, facts.Now, cancellation)
                || !(await collector.DecideAgainAsync(basis, release, facts.Now, cancellation)).Fits)
                return false;
            _seen = snapshot.HeadETag;
        }

        return person.StandsAt(facts.Now) && await facts.StandAsync(collected.Basis, collected.Decision, cancellation);
    }
}
