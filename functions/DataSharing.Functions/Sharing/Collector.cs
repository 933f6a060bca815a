using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>What a collection may send, once it is committed.</summary>
internal sealed record Collected(
    RequestLife Request, DecisionBasis Basis, Decision Decision, Release Release, string CollectionId, PersonId Person);

/// <summary>With what a collection goes on after its commit.</summary>
internal sealed record CollectionTools(
    CaseLedger Cases, ReleaseCommits Commits, FactsLoader Facts, RecipientPersons Recipients, Deadlines Deadlines, IBlobStore Blobs,
    IKeyService Keys, TimeProvider Time);

/// <summary>
/// Hands a package out: decides again from current facts, commits the collection under the head, looks at the gates again, and
/// only then opens anything. A collection has happened at its commit.
/// </summary>
public sealed class Collector(
    CaseLedger cases, ReleaseCommits commits, FactsLoader facts, RecipientPersons recipients, Deadlines deadlines, Releaser releaser,
    ContentApprovals approvals, IBlobStore blobs, IKeyService keys, PolicySet policy, TimeProvider time)
{
    /// <summary>How often one package is handed out: far more than broken downloads need, and few enough for its document.</summary>
    private const int MostCollections = 200;

    private const int Tries = 50;

    private readonly CollectionTools _tools = new(cases, commits, facts, recipients, deadlines, blobs, keys, time);

    /// <summary>Commits the collection.</summary>
    /// <returns>Refused: not-ready, not-collectable, state-conflict; and that it is over: 410 in each of its ways.</returns>
    internal async Task<Result<OpenCollection>> CommitAsync(
        RequestLife document, Caller caller, Person? person, CancellationToken cancellation)
    {
        CaseId caseId = document.CaseId!;
        var by = new Approval(caller.Registration, caller.Person, time.GetUtcNow());
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            DecisionBasis basis = await facts.LoadAsync(document.Request, caseId, document.Request.Id, cancellation);
            if (basis.Case is not { Release: { } stored } snapshot)
                return new Refusal(ProblemType.NotReady, "there is no package to collect yet");
            Release release = stored.Value;
            if (WhyOver(document, release, snapshot) is { } over)
                return over;
            if (!await recipients.MayCollectAsync(
                document.Request, release, snapshot.Facts, basis.Facts.Recipient, person, by.At, cancellation))
            {
                await RefuseAsync(document.Request, caseId, by, CollectionRefusal.NotParticipant);
                return new Refusal(ProblemType.NotCollectable, "this person is not among the case's participants");
            }

            if (release.Collections.Count >= MostCollections)
                return new Refusal(ProblemType.StateConflict, "the package was collected too often");
            (basis, Decision decision, bool fits) = await DecideAgainAsync(basis, release, by.At, cancellation);
            if (!fits)
                return await SupersedeAsync(document.Request, caseId, by);
            string id = Guid.CreateVersion7(by.At).ToString("N");
            var collection = new Collection(by.At, caller.Registration, caller.Person, CollectionOutcome.Fetched);
            LogEntry entry = CollectionEntries.Made(document.Request, caseId, id, release.Decision, decision, by);
            // The answer to an ask that a member made for the desk is a delivery to the desk too.
            CaseCommit commit = basis.Request.RecipientPerson is null
                && Joined(document.Request, release, snapshot.Facts, basis.Facts.Recipient!, by) is { } joined
                ? await commits.CollectAsync(
                    snapshot with { Head = snapshot.Head with { Participants = joined } }, id, collection, entry,
                    CollectionEntries.Joined(document.Request, caseId, id, by))
                : await commits.CollectAsync(snapshot, id, collection, entry);
            if (commit == CaseCommit.Moved)
                continue;
            return new OpenCollection(this, _tools, new Collected(document, basis, decision, release, id, by.PersonId));
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    private Refusal? WhyOver(RequestLife document, Release release, CaseSnapshot snapshot)
    {
        if (!release.IsOpen || release.Envelope is null)
            return Over(release.State);
        if (snapshot.Head.Stops.Any(release.IsCoveredBy))
            return Over(ReleaseState.Stopped);
        return document.EndOf(release, deadlines.Of(snapshot.Head)) is { } end
            ? Over(end == ReleaseEnd.Closed ? ReleaseState.Closed : ReleaseState.Expired)
            : null;
    }

    private static Refusal Over(ReleaseState state) => state switch
    {
        ReleaseState.Stopped => new(ProblemType.SharingStopped, "sharing was stopped"),
        ReleaseState.Superseded => new(ProblemType.Superseded, "the package no longer fits what may be shared"),
        ReleaseState.Expired => new(ProblemType.Expired, "the package has expired"),
        _ => new(ProblemType.Closed, "the sharing request is closed"),
    };

    /// <summary>
    /// The participants with the member of a desk who opens what came to it, for as long as the desk takes part and she is its
    /// member; null: nobody joins.
    /// </summary>
    private static IReadOnlyList<Participant>? Joined(
        SharingRequest request, Release release, CaseFacts subject, Registration recipient, Approval by)
    {
        DateTimeOffset now = subject.EndsBy(by.At);
        if (TakingPart.Person(subject, recipient, by.PersonId, now) is not null || TakingPart.IsTakenOff(subject, recipient.Id, by.PersonId)
            || RecipientPersons.DeskOf(request, release, subject, recipient, by.PersonId, by.At) is not { } desk)
            return null;
        DateTimeOffset? until = TakingPart.Desk(subject, recipient.Id, desk.Id, now)?.Until;
        return [
            .. subject.Participants.Where(p => p.RegistrationId != recipient.Id || p.PersonId != by.PersonId),
            new Participant(recipient.Id, by.PersonId, Until: until, ByDesk: desk.Id),
        ];
    }

    /// <summary>Decides a release again; <c>Fits</c>: all that was sealed may still go.</summary>
    internal async Task<(DecisionBasis Basis, Decision Decision, bool Fits)> DecideAgainAsync(
        DecisionBasis basis, Release release, DateTimeOffset at, CancellationToken cancellation)
    {
        // A package stands or falls with the consent it was sealed under: what ends or replaces that one, ends it.
        basis = basis.RestingOn(release.Decision.ConsentId);
        // And with the approval of its content, whatever was approved since.
        basis = basis with { Request = basis.Request with { ApprovalId = release.Decision.ApprovalId } };
        (basis, Decision decision) = await facts.DecideAsync(policy, basis, at, cancellation);
        return (basis, decision, release.StillFits(decision)
            && (decision.ApprovalId is null || await IsAsApprovedAsync(basis, decision, release)));
    }

    // Where the person approved the content, it must still be what would go now; it is while the record is the one it was
    // sealed from.
    private async Task<bool> IsAsApprovedAsync(DecisionBasis basis, Decision now, Release release) =>
        release.RecordVersion == (basis.Case!.Record?.Version ?? 0) || await approvals.StandsAsync(basis, now);

    private async Task<Refusal> SupersedeAsync(SharingRequest request, CaseId caseId, Approval by)
    {
        await RefuseAsync(request, caseId, by, CollectionRefusal.Superseded);
        await releaser.EndAsync(request, caseId, ReleaseEnd.Superseded);
        return Over(ReleaseState.Superseded);
    }

    private Task<CaseCommit> RefuseAsync(SharingRequest request, CaseId caseId, Approval by, CollectionRefusal why) => cases.NoteAsync(
        caseId,
        CollectionEntries.Refused(request, caseId, Guid.CreateVersion7(by.At).ToString("N"), why, by));
}
