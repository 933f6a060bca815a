using DataSharing.Domain.Entries;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What the person sees after the second factor: each scope she agreed to, and what its agencies hold.</summary>
public sealed class Overview(CaseLedger cases, IPartitionStore store, RegistryReader registry, TimeProvider time)
{
    /// <summary>The lines, after the log entry that she looked is durable. Null when there is no such case.</summary>
    public async Task<IReadOnlyList<SharingLine>?> ReadAsync(CaseId caseId, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await cases.LoadAsync(caseId, cancellation: cancellation) is not { } snapshot)
            return null;
        LogEntry entry = CaseEntries.OverviewRead(caseId, snapshot.Head.Holder, Guid.CreateVersion7(now).ToString("n"), now);
        if (await cases.NoteAsync(caseId, entry) is CaseCommit.NotFound)
            return null;

        var releases = new List<Release>();
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(
            Partition.Case(caseId), CaseIds.ReleasePrefix, cancellation))
            releases.Add(release.Value);
        var attested = new Dictionary<string, CopyState>(StringComparer.Ordinal);
        await foreach (Listed<WithdrawalDocument> withdrawal in store.ListAllAsync<WithdrawalDocument>(
            Partition.Case(caseId), CaseIds.WithdrawalPrefix, cancellation))
            foreach (HolderOfCopies holder in withdrawal.Value.Holders.Where(h => h.AttestedAt is not null))
                foreach (RequestId release in holder.Releases)
                    attested[holder.Registration + "/" + release] = holder.RetainedByLaw ? CopyState.RetainedByLaw : CopyState.Destroyed;

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<SharingLine>();
        var shown = new HashSet<SharingKey>();
        foreach (Consent consent in snapshot.Consents)
        {
            foreach (ConsentScope scope in consent.Scopes)
            {
                // One line a recipient: each can be stopped alone. What a later consent replaced is told by that one.
                foreach (SharingKey key in scope.Recipients.Where(r =>
                    !r.Declined).Select(r => SharingKeys.Of(consent, scope, r.RegistrationId)))
                {
                    if (ConsentStanding.IsReplaced(consent, key, snapshot.Consents))
                        continue;
                    RegistrationId agency = key.Recipient;
                    string name = await NameAsync(agency);
                    shown.Add(key);
                    Release[] own = [.. releases.Where(r => r.Decision.ConsentId is not null && r.Key == key)];
                    lines.Add(new SharingLine(
                        consent.Id, scope.Id, agency, consent.Purpose, !ConsentStanding.Of(consent, scope, key, snapshot, now).Usable(),
                        LineOf(agency, name, own, attested)));
                }
            }
        }

        // What was fetched stays with whoever fetched it, also where she later said no, or where it was stopped and left out since.
        foreach (IGrouping<SharingKey, Release> left in releases.Where(r => r.Decision.ConsentId is not null && r.Fetched > 0
            && !shown.Contains(r.Key)).GroupBy(r => r.Key))
        {
            string name = await NameAsync(left.Key.Recipient);
            Decision last = left.MaxBy(r => r.ReleasedAt)!.Decision;
            lines.Add(
                new SharingLine(
                    last.ConsentId!, last.ScopeId!, left.Key.Recipient, left.Key.Purpose, Stopped: true,
                    LineOf(left.Key.Recipient, name, [.. left], attested)));
        }

        return lines;

        async Task<string> NameAsync(RegistrationId agency) =>
            names.TryGetValue(agency, out string? name)
                ? name
                : names[agency] = (await registry.FindRegistrationAsync(agency, cancellation))?.Value.DisplayName ?? agency.Value;
    }

    /// <summary>Whether the case has that recipient in that scope of that consent.</summary>
    public async Task<bool> HasAsync(CaseId caseId, StopTarget target, CancellationToken cancellation) =>
        (await cases.LoadAsync(caseId, cancellation: cancellation))?.Consents.FirstOrDefault(consent =>
            consent.Id == target.ConsentId) is { } found
        && target is { ScopeId: not null } && target.KeysOf(found) is { Count: > 0 };

    private static AgencyLine LineOf(string agency, string name, Release[] releases, Dictionary<string, CopyState> attested)
    {
        // A collection that was cut may have carried a part: it counts as fetched. One that was aborted carried nothing.
        Release[] fetched = [.. releases.Where(r => r.Collections.Values.Any(c => c.Outcome != CollectionOutcome.Aborted))];
        DateTimeOffset? last = fetched.Length == 0
            ? null
            : fetched.SelectMany(r => r.Collections.Values).Where(c => c.Outcome != CollectionOutcome.Aborted).Max(c => c.At);
        CopyState?[] states = [.. fetched.Select(r => attested.TryGetValue(agency + "/" + r.Id, out CopyState state)
            ? state
            : (CopyState?)null)];
        // "Destroyed" is said only when it was attested for everything fetched.
        CopyState? copies = states.Length == 0 || states.Contains(null) ? null
            : states.Contains(CopyState.RetainedByLaw) ? CopyState.RetainedByLaw : CopyState.Destroyed;
        return new AgencyLine(name, last, copies);
    }
}
