using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Sharing;

/// <summary>What became of a release.</summary>
/// <param name="Release">The release that stands; null: the case moved, so read and decide again.</param>
/// <param name="Ended">A gate had closed meanwhile: the release is over before anybody could read it.</param>
public sealed record ReleaseResult(Release? Release, bool OwnKey = false, bool Ended = false);

/// <summary>Carries out a decision that lets something out: seal, commit with its entry, look at the gates again.</summary>
public sealed class Releaser(
    CaseLedger cases, ReleaseCommits commits, FactsLoader facts, PackageSealer sealer, PolicySet policy, TimeProvider time)
{
    public async Task<ReleaseResult> ReleaseAsync(DecisionBasis basis, Decision decision)
    {
        CaseSnapshot snapshot = basis.Case!;
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + policy.Profile.ReleaseLifetime;
        StoredPackage package = await sealer.SealAsync(basis, decision, expires);
        decision = decision with { Absent = package.Absent };
        Consent? consent = basis.Facts.Consents.FirstOrDefault(one => one.Id == decision.ConsentId);
        ConsentScope? scope = consent?.Scopes.FirstOrDefault(one => one.Id == decision.ScopeId);
        var release = new Release
        {
            Id = decision.RequestId,
            RequestId = decision.RequestId,
            Decision = decision,
            Desk = decision.Desk,
            Override = basis.Request.Override,
            ReleasedAt = now,
            ExpiresAt = expires,
            AgreedAt = consent is null ? null : ConsentRules.AgreedAt(consent),
            RecordedAs = snapshot.Head.Log.Seq + 1,
            SeenTime = snapshot.Head.HighestTime,
            SeenStops = StopOrder.Last(snapshot.Head.Stops),
            RecordVersion = snapshot.Record?.Version ?? 0,
            Matter = scope is null ? null : SharingKeys.Of(consent!, scope, decision.Recipient).Matter,
            Envelope = package.Envelope,
            Blob = package.Blob,
        };
        IReadOnlyList<Participant> participants = WithDesk(basis.Request, decision.Desk, snapshot.Head.Participants);
        CaseSnapshot withDesk = snapshot with { Head = snapshot.Head with { Participants = participants } };
        CaseCommit commit = await commits.ReleaseAsync(withDesk, release, ReleaseEntries.Released(decision, snapshot.Head.CaseId, now));
        if (commit != CaseCommit.Committed)
        {
            // AlreadyDone: an earlier try had committed another package under this id; ours was never readable.
            await sealer.DiscardAsync(package.Blob);
            return new ReleaseResult(null);
        }

        if (await facts.StandAsync(basis, decision))
            return new ReleaseResult(release, package.OwnKey);
        await EndAsync(basis.Request, snapshot.Head.CaseId, ReleaseEnd.GateChanged);
        return new ReleaseResult(release, package.OwnKey, Ended: true);
    }

    /// <summary>Ends a release, destroys its key and then its ciphertext. False when it was over already.</summary>
    public async Task<bool> EndAsync(SharingRequest request, CaseId caseId, ReleaseEnd how, Approval? by = null, string? cause = null)
    {
        for (; ; )
        {
            CaseSnapshot? snapshot = await cases.LoadAsync(caseId, request.Id);
            if (snapshot?.Release is not { } release)
                return false;
            CaseCommit commit = release.Value.IsOpen
                ? await commits.EndReleaseAsync(
                    snapshot, how, ReleaseEntries.Ended(request, caseId, how, time.GetUtcNow(), by, cause))
                : CaseCommit.AlreadyDone;
            if (commit == CaseCommit.Moved)
                continue;
            await sealer.DiscardAsync(release.Value.Blob);
            return commit == CaseCommit.Committed;
        }
    }

    // What is sent to an agency makes its desk a participant.
    private static IReadOnlyList<Participant> WithDesk(SharingRequest request, string? desk, IReadOnlyList<Participant> participants) =>
        request.Direction != Direction.Send || desk is null
            || participants.Any(p => p.RegistrationId == request.Recipient && p.DeskId == desk)
            ? participants
            : [.. participants, new Participant(request.Recipient, null, desk)];
}
