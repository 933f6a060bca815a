using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Telemetry;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What is to be stopped, by whom, and how it came.</summary>
public sealed record StopOrder(CaseId CaseId, StopTarget Target, StopAct Act);

/// <summary>What the person gets to hold: when sharing stopped, and a number that only she has.</summary>
/// <param name="At">Since when it is stopped.</param>
/// <param name="SaidAgainAt">Where everything in question was stopped already, by this withdrawal: the moment of this answer.</param>
public sealed record StopReceipt(WithdrawalId WithdrawalId, DateTimeOffset At, string Number, DateTimeOffset? SaidAgainAt = null)
{
    /// <summary>Nothing new is to be followed up.</summary>
    public bool IsRepeat => SaidAgainAt is not null;

    /// <summary>When it was said the last time.</summary>
    public DateTimeOffset SaidAt => SaidAgainAt ?? At;
}

/// <summary>
/// The one way to stop sharing, behind every door: link, code, a caseworker, an agency that takes part, a revocation. In force from
/// its commit on; nobody is asked and nothing is waited for. Telling and chasing agencies is the orchestration's work: it is started
/// here, and the committed document calls for it where that fails.
/// </summary>
public sealed class StopSharing(CaseLedger cases, StopCommits commits, IPartitionStore store, TimeProvider time)
{
    /// <summary>Stops the target, and starts what follows unless that was started when the same was stopped before.</summary>
    /// <returns>Null: there is no such case or part.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be told whether it is stopped.</exception>
    public async Task<StopReceipt?> StopAsync(StopOrder order, DurableTaskClient engine, CancellationToken cancellation)
    {
        StopReceipt? receipt = await CommitAsync(order, cancellation);
        if (receipt is { IsRepeat: false })
            await Workflows.StartAsync(
                engine, WithdrawalStart.Orchestration, WithdrawalStart.InstanceId(receipt.WithdrawalId),
                new WithdrawalStart(order.CaseId, receipt.WithdrawalId));
        return receipt;
    }

    /// <summary>All of a stop that enforces it: what stands if the process ends right after.</summary>
    internal async Task<StopReceipt?> CommitAsync(StopOrder order, CancellationToken cancellation)
    {
        (CaseId caseId, StopTarget target, StopAct act) = order;
        long began = time.GetTimestamp();
        // The stop itself rests on nothing of this but which sharings the named part is about.
        (CaseHead Head, Consent? Consent)? found = await FindAsync(caseId, target, cancellation);
        if (found is not var (head, consent))
            return null;
        IReadOnlyList<SharingKey>? keys = consent is null ? [] : target.KeysOf(consent);
        if (keys is null)
            return null;
        DateTimeOffset now = time.GetUtcNow();
        if (act.ByPerson && await RepeatAsync(head, target, act, now, cancellation) is { } again)
        {
            Signals.Withdrawn(target.Extent, time.GetElapsedTime(began));
            return again;
        }

        var id = new WithdrawalId("wd-" + RandomNumberGenerator.GetHexString(26, lowercase: true));
        string number = StopNumber.New();
        var withdrawal = new WithdrawalDocument
        {
            Id = id,
            CaseId = caseId,
            Stop = new Stop(id, target.ConsentId, target.ScopeId, now, act.ByPerson)
            {
                Recipient = target.Recipient,
                SeenBefore = head.HighestTime > now ? head.HighestTime : null,
                Keys = keys,
                Defect = act.FoundBad ? act.Reason : null,
            },
            Channel = act.Channel,
            ConfirmationNumber = number,
            WorkflowDue = now,
        };
        if (await commits.WithdrawAsync(withdrawal, Entry(withdrawal, head, consent, target, act)) == CaseCommit.NotFound)
            return null;
        Signals.Withdrawn(target.Extent, time.GetElapsedTime(began));
        return new StopReceipt(id, now, Grouped(number));
    }

    private async Task<(CaseHead Head, Consent? Consent)?> FindAsync(CaseId caseId, StopTarget target, CancellationToken cancellation)
    {
        if (await cases.ReadHeadAsync(caseId, cancellation) is not { } head)
            return null;
        if (target.ConsentId is not { } id)
            return (head.Value, null);
        return await store.ReadAsync<Consent>(Partition.Case(caseId), CaseIds.Consent(id), cancellation) is { } consent
            ? (head.Value, consent.Value)
            : null;
    }

    /// <summary>
    /// A stop that has nothing left to stop: the same as one before it, after which nothing was agreed to. It makes no document; only
    /// the head learns that she said it again, so that paper signed in between is refused as any that is older than a stop, and the log
    /// tells so.
    /// </summary>
    private async Task<StopReceipt?> RepeatAsync(
        CaseHead head, StopTarget target, StopAct act, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (Stop former in head.Stops.Reverse()
            .Where(stop => stop.ByPerson && target.IsOf(stop) && (stop.Everything || stop.Keys.Count > 0)).DistinctBy(stop => stop.Id))
        {
            if (IsAgreedSince(head, former))
                return null;
            // By the same hand only: whoever takes her stop learns neither that she had said it to another nor that one's number.
            if ((
                await store.ReadAsync<WithdrawalDocument>(
                    Partition.Case(head.CaseId), CaseIds.Withdrawal(former.Id), cancellation))?.Value is not { } document
                || document.By?.Registration != act.Actor.Registration)
                continue;
            Stop again = former with
            {
                Place = 0,
                FirstPlace = former.FirstPlace ?? former.Place,
                At = now,
                SeenBefore = head.HighestTime > now ? head.HighestTime : null,
            };
            return await commits.StopAgainAsync(
                head.CaseId, again, new StopOrigin(true, act.Channel, act.Actor),
                WithdrawalEntries.Repeated(document.Id, head.CaseId, head.Holder, act.Channel, act.Actor, now)) is { } then
                && !IsAgreedSince(then, former)
                ? new StopReceipt(document.Id, document.Stop.At, Grouped(document.ConfirmationNumber), now)
                : null;
        }

        return null;
    }

    // A consent that its withdrawal does not follow up has named it or a later one. By the place at which it was first said: one
    // that was said again while she agreed, and could not be followed up then, is no repeat the next time either.
    private static bool IsAgreedSince(CaseHead head, Stop stop) =>
        head.Consents.Values.Any(consent => consent.State.Usable() && consent.SeenStops >= (stop.FirstPlace ?? stop.Place));

    private static LogEntry Entry(WithdrawalDocument withdrawal, CaseHead head, Consent? consent, StopTarget target, StopAct act) =>
        act.ByPerson
            ? WithdrawalEntries.Withdrawn(withdrawal.Id, head.CaseId, head.Holder, target, act.Actor, withdrawal.Stop.At)
            : WithdrawalEntries.Revoked(
                withdrawal.Id, head.CaseId, head.Holder, consent, act.Channel, act.Reason, act.Actor, withdrawal.Stop.At);

    private static string Grouped(string number) => string.Join('-', number.Chunk(4).Select(part => new string(part)));
}
