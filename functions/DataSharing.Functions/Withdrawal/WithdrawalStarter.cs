using DataSharing.Functions.Stops;
using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What the orchestration needs: ids only.</summary>
public sealed record WithdrawalStart(string CaseId, string WithdrawalId);

/// <summary>Starts the orchestration that informs and chases agencies. Enforcement never waits for it.</summary>
public static class WithdrawalStarter
{
    public const string Orchestration = "Withdrawal";

    public static string InstanceId(string withdrawalId) => Orchestration + "-" + withdrawalId;

    /// <summary>Starts what follows a stop; what was already stopped was followed up then.</summary>
    public static Task StartAsync(DurableTaskClient client, string caseId, StopReceipt receipt) =>
        receipt.IsRepeat ? Task.CompletedTask : StartAsync(client, caseId, receipt.WithdrawalId);

    public static Task StartAsync(DurableTaskClient client, string caseId, string withdrawalId) =>
        Workflows.StartAsync(client, Orchestration, InstanceId(withdrawalId), new WithdrawalStart(caseId, withdrawalId));
}
