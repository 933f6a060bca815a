using DataSharing.Domain.Entries;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Tells the agencies that had fetched something, reminds them, tells their data protection officers, and closes the report:
/// with what each agency said, or that it said nothing. An agency learns what stopped, never why.
/// </summary>
/// <remarks>
/// The profile's term for attestations runs from the telling (default 7 days): then a reminder; twice the term: the officer;
/// <see cref="ReportAfter"/>: the report is closed and shows who did not answer. A later answer is still taken in.
/// </remarks>
public sealed class WithdrawalChase(
    RequestStore requests, CaseLedger cases, AgencyLog agencies, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    /// <summary>When the report is closed although somebody has not answered.</summary>
    public static readonly TimeSpan ReportAfter = TimeSpan.FromDays(30);

    public async Task<bool> IsToBeEnforcedAsync(WithdrawalStart start) =>
        await store.ReadAsync<WithdrawalDocument>(
            Partition.Case(start.CaseId), CaseIds.Withdrawal(start.WithdrawalId)) is { Value.State: WithdrawalState.Recorded };

    public Task<WithdrawalProgress> TellAsync(WithdrawalStart start) => RunAsync(start);

    public async Task<WithdrawalProgress> RunAsync(WithdrawalStart start)
    {
        for (; ; )
        {
            string id = CaseIds.Withdrawal(start.WithdrawalId);
            Stored<WithdrawalDocument>? found = await store.ReadAsync<WithdrawalDocument>(Partition.Case(start.CaseId), id);
            if (found is null)
                return new WithdrawalProgress();
            var holders = new List<HolderOfCopies>();
            foreach (HolderOfCopies holder in found.Value.Holders)
                holders.Add(await FollowAsync(found.Value, holder));
            bool over = holders.TrueForAll(holder => holder.AttestedAt is not null || time.GetUtcNow() >= holder.ToldAt + ReportAfter);
            WithdrawalDocument next = found.Value with
            {
                Holders = holders,
                State = over ? WithdrawalState.Completed : found.Value.State,
                // The mark stays until the journal has the stop: see StartDueWork.
                WorkflowDue = found.Value.Journaled ? null : found.Value.WorkflowDue ?? time.GetUtcNow(),
            };
            // CRASH: told, but not noted as told: the same entry is appended again, and readers take an id once.
            if (!(await cases.FollowUpAsync(start.CaseId, Operation.Replace(id, next, found.ETag))).IsCommitted)
                continue;
            Count(found.Value.Holders, holders);
            return over ? new WithdrawalProgress() : new WithdrawalProgress { IsOpen = true, Until = LookAgainAt(holders).UtcDateTime };
        }
    }

    private static void Count(IReadOnlyList<HolderOfCopies> before, List<HolderOfCopies> now)
    {
        for (int i = 0; i < now.Count; i++)
        {
            if (IsOverdue(now[i]) && !IsOverdue(before[i]))
                Signals.AttestationOverdue();
            else if (IsOverdue(before[i]) && !IsOverdue(now[i]))
                Signals.OverdueAttestationArrived();
        }

        static bool IsOverdue(HolderOfCopies holder) => holder is { RemindedAt: not null, AttestedAt: null };
    }

    private async Task<HolderOfCopies> FollowAsync(WithdrawalDocument withdrawal, HolderOfCopies holder)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Asked each time: kept copies are destroyed one day too, and a late answer is still an answer.
        if (await AttestedAsync(withdrawal, holder) is var (at, retained))
            holder = holder with { AttestedAt = at, RetainedByLaw = retained };
        if (holder.ToldAt is null)
        {
            await WriteAsync(withdrawal, holder, CopiesNotice.DeletionDue);
            holder = holder with { ToldAt = now };
        }

        if (holder.AttestedAt is not null)
            return holder;
        if (holder.RemindedAt is null && now >= RemindAt(holder))
        {
            await WriteAsync(withdrawal, holder, CopiesNotice.DeletionReminder);
            holder = holder with { RemindedAt = now };
        }

        if (holder.EscalatedAt is null && now >= EscalateAt(holder))
        {
            await WriteAsync(withdrawal, holder, CopiesNotice.DeletionOverdue);
            holder = holder with { EscalatedAt = now };
        }

        return holder;
    }

    /// <summary>When the last of its copies was accounted for, and whether a law keeps any of them; null while one is not.</summary>
    private async Task<(DateTimeOffset At, bool Retained)?> AttestedAsync(WithdrawalDocument withdrawal, HolderOfCopies holder)
    {
        DateTimeOffset last = holder.AttestedAt ?? withdrawal.Stop.At;
        bool retained = false;
        foreach (RequestId id in holder.Releases)
        {
            Release? release = (await store.ReadAsync<Release>(
                Partition.Case(withdrawal.CaseId), CaseIds.Release(id)))?.Value;
            if (release?.Unconfirmed == true)
                return null;
            // Else a request is only disposed of after the destruction of its copies was confirmed.
            if ((await requests.FindAsync(id))?.Value is not { } request)
                continue;
            // What was fetched again after the attestation is a new copy; what was not is accounted for, whoever stops again.
            if (request.Attestation is not { } made || !made.Covers(release))
                return null;
            last = made.By.At > last ? made.By.At : last;
            retained |= !made.Destroyed;
        }

        return (last, retained);
    }

    private async Task WriteAsync(WithdrawalDocument withdrawal, HolderOfCopies holder, CopiesNotice notice)
    {
        foreach (RequestId release in holder.Releases)
            await agencies.AppendAsync(
                holder.Registration,
                ReleaseEntries.CopiesNoticed(notice, release, holder.Registration, withdrawal.Id, time.GetUtcNow()));
    }

    private DateTimeOffset RemindAt(HolderOfCopies holder) => holder.ToldAt!.Value + policy.Profile.DeletionAttestation;

    private DateTimeOffset EscalateAt(HolderOfCopies holder) => holder.ToldAt!.Value + (2 * policy.Profile.DeletionAttestation);

    private DateTimeOffset LookAgainAt(IEnumerable<HolderOfCopies> holders) => holders
        .Where(holder => holder.AttestedAt is null)
        .Min(
            holder => holder.RemindedAt is null
                ? RemindAt(holder)
                : holder.EscalatedAt is null
                ? EscalateAt(holder)
                : holder.ToldAt!.Value + ReportAfter);
}
