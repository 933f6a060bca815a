using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Stops;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Stops whose follow-up was committed and not started.</summary>
public sealed class DueWithdrawals(StopCommits stops) : IDueWork
{
    public bool Owns(FoundDocument found) =>
        found.Partition.Container == Container.Cases && found.Id.StartsWith(CaseIds.WithdrawalPrefix, StringComparison.Ordinal);

    public async Task StartAsync(FoundDocument found, DurableTaskClient client, CancellationToken cancellation)
    {
        WithdrawalDocument withdrawal = found.As<WithdrawalDocument>();
        // The journal did not take it when it was enforced, and without it a restored database forgets the stop: nobody may give up.
        if (withdrawal is { State: not WithdrawalState.Recorded, Journaled: false })
            await stops.JournalAsync(withdrawal.CaseId, withdrawal.Id);
        if (withdrawal.State == WithdrawalState.Completed)
            return;
        await Workflows.StartOrWakeAsync(
            client, WithdrawalStart.Orchestration, WithdrawalStart.InstanceId(withdrawal.Id),
            new WithdrawalStart(withdrawal.CaseId, withdrawal.Id), cancellation);
    }
}
