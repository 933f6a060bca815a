using DataSharing.Domain.Requests;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Http;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Sharing;

/// <summary>What a collection may send, once it is committed.</summary>
internal sealed record Collected(
    RequestLife Request, DecisionBasis Basis, Decision Decision, Release Release, string CollectionId, string Person);

/// <summary>
/// Hands a package out: decides again from current facts, commits the collection under the head, looks at the gates again, and
/// only then opens anything. A collection has happened at its commit.
/// </summary>
public sealed class Collector(
    CaseLedger cases, ReleaseCommits commits, FactsLoader facts, RecipientPersons recipients, Deadlines deadlines, Releaser releaser, ContentApprovals approvals,
    IBlobStore blobs, IKeyService keys, PolicySet policy, TimeProvider time)
{
    /// <summary>How often one package is handed out: far more than broken downloads need, and few enough for its document.</summary>
    private const int MostCollections = 200;

    private const int Tries = 50;

    /// <summary>Commits the collection, or throws the problem that says why not.</summary>
    internal async Task<Collected> CommitAsync(RequestLife document, Caller caller, Person? person, CancellationToken cancellation)
    {
        string caseId = document.CaseId!;
        var by = new Approval(caller.Registration, caller.Person, time.GetUtcNow());
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            DecisionBasis basis = await facts.LoadAsync(document.Request, caseId, document.Request.Id, cancellation);
            if (basis.Case is not { Release: { } stored } snapshot)
                throw new ProblemException(ProblemType.NotReady, "there is no package to collect yet");
            Release release = stored.Value;
            RequireLive(document, release, snapshot);
            if (!await recipients.MayCollectAsync(
                document.Request, release, snapshot.Facts, basis.Facts.Recipient, person, by.At, cancellation))
            {
                await RefuseAsync(document.Request, caseId, by, "notParticipant");
                throw new ProblemException(ProblemType.NotCollectable, "this person is not among the case's participants");
            }

            if (release.Collections.Count >= MostCollections)
                throw new ProblemException(ProblemType.StateConflict, "the package was collected too often");
            (basis, Decision decision, bool fits) = await DecideAgainAsync(basis, release, by.At, cancellation);
            if (!fits)
                throw await SupersedeAsync(document.Request, caseId, by);
            string id = Guid.CreateVersion7(by.At).ToString("N");
            var collection = new Collection(by.At, caller.Registration, caller.Person, CollectionOutcome.Fetched);
            LogEntry entry = Entry(document.Request, caseId, release, decision, by, id);
            // The answer to an ask that a member made for the desk is a delivery to the desk too.
            CaseCommit commit = basis.Request.RecipientPerson is null
                && Joined(document.Request, release, snapshot.Facts, basis.Facts.Recipient!, by) is { } joined
                ? await commits.CollectAsync(
                    snapshot with { Head = snapshot.Head with { Participants = joined } }, id, collection, entry,
                    JoinedEntry(document.Request, caseId, by, id))
                : await commits.CollectAsync(snapshot, id, collection, entry);
            if (commit == CaseCommit.Moved)
                continue;
            return new Collected(document, basis, decision, release, id, by.PersonId);
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    /// <summary>The sealed package, its digest checked.</summary>
    internal async Task<SealedPackage> FetchAsync(Collected collected, CancellationToken cancellation) =>
        new(collected.Release.Envelope!, await blobs.ReadAllAsync(collected.Release.Blob, cancellation));

    /// <summary>The clear package: exactly one call to the key store.</summary>
    internal async Task<byte[]> OpenAsync(SealedPackage package, CancellationToken cancellation)
    {
        byte[] key = await keys.UnwrapAsync(package.Envelope.ReadKeyId(), package.Envelope.EncryptedKey, cancellation);
        using var content = new ContentKey(key);
        return Jwe.Open(package, content);
    }

    internal LiveGuard Guard(Collected collected) => new(cases, facts, recipients, deadlines, this, collected);

    /// <summary>Nothing left after the commit.</summary>
    internal Task AbortAsync(Collected collected, string why) => commits.AbortAsync(
        collected.Request.CaseId!, collected.Release.Id, collected.CollectionId, After(collected, "a", LogAction.Aborted, why));

    /// <summary>
    /// As <see cref="AbortAsync"/>, where another fault is on its way to the caller: if this fails too, it stays on record as
    /// fetched.
    /// </summary>
    internal async Task TryAbortAsync(Collected collected, string why)
    {
        try
        {
            await AbortAsync(collected, why);
        }
        catch (StoreUnavailableException)
        {
            // what may have been sent is assumed to have been
        }
    }

    /// <summary>A part left.</summary>
    internal Task CutAsync(Collected collected) => commits.CutAsync(
        collected.Request.CaseId!, collected.Release.Id, collected.CollectionId, After(collected, "x", LogAction.CollectionCut, "stopped"));

    private void RequireLive(RequestLife document, Release release, CaseSnapshot snapshot)
    {
        if (release.IsOpen && snapshot.Head.Stops.Any(release.IsCoveredBy))
            throw new ProblemException(ProblemType.SharingStopped, "sharing was stopped");
        if (release.IsOpen && document.EndOf(release, deadlines.Of(snapshot.Head)) is { } end)
            throw Over(end == ReleaseEnd.Closed ? ReleaseState.Closed : ReleaseState.Expired);
        if (!release.IsOpen || release.Envelope is null)
            throw Over(release.State);
    }

    internal static ProblemException Over(ReleaseState state) => state switch
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

    private static LogEntry JoinedEntry(SharingRequest request, string caseId, Approval by, string collection) =>
        SharingLog.Act(request, caseId, "j-" + collection, LogAction.ParticipantsChanged, Roles.SharingReceive, by, "joined", collection);

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

    private async Task<ProblemException> SupersedeAsync(SharingRequest request, string caseId, Approval by)
    {
        await RefuseAsync(request, caseId, by, "superseded");
        await releaser.EndAsync(request, caseId, ReleaseEnd.Superseded);
        return Over(ReleaseState.Superseded);
    }

    private Task<CaseCommit> RefuseAsync(SharingRequest request, string caseId, Approval by, string outcome) => cases.NoteAsync(
        caseId,
        SharingLog.Act(
            request, caseId, "c-" + Guid.CreateVersion7(by.At).ToString("N"), LogAction.CollectionRefused, Roles.SharingReceive, by,
            outcome) with
        { Release = request.Id });

    // What went out is what was sealed; what it rests on are the versions of this moment.
    private static LogEntry Entry(
        SharingRequest request, string caseId, Release release, Decision decision, Approval by, string id) =>
        SharingLog.Act(
            request, caseId, "c-" + id, LogAction.CollectionMade, Roles.SharingReceive, by, WireCode.Of(release.Decision.Kind)) with
        {
            Release = release.Id,
            Purpose = release.Decision.Purpose,
            FieldGroups = SharingLog.GroupsOf(release.Decision),
            Versions = SharingLog.VersionsOf(decision),
        };

    private LogEntry After(Collected collected, string step, string action, string outcome) =>
        SharingLog.OfCase(
            collected.Request.Request, collected.Request.CaseId!, $"{step}-{collected.CollectionId}", action, time.GetUtcNow(),
            new LogActor("system")) with
        {
            Release = collected.Release.Id,
            Outcome = outcome,
            Cause = collected.CollectionId,
        };
}
