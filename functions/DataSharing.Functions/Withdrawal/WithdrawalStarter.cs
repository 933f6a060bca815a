using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What the orchestration needs: ids only.</summary>
public sealed record WithdrawalStart(string CaseId, string WithdrawalId);

/// <summary>Starts the orchestration that informs and chases agencies. Enforcement never waits for it.</summary>
public static class WithdrawalStarter
{
    public const string Orchestration = "Withdrawal";

    public static string InstanceId(string withdrawalId) => Orchestration + "-" + withdrawalId;

    /// <summary>Starts it, or leaves it to the timer that looks for old marks: sharing is stopped either way.</summary>
    public static async Task StartAsync(DurableTaskClient client, string caseId, string withdrawalId)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                Orchestration, new WithdrawalStart(caseId, withdrawalId), new StartOrchestrationOptions(InstanceId(withdrawalId)));
        }
#pragma warning disable CA1031 // the person's stop is durable: no fault of the engine may make it look as if it were not
        catch (Exception)
        {
            // CRASH: the document says that the orchestration is due; a timer starts it.
        }
#pragma warning restore CA1031
    }
}
