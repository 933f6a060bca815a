using DataSharing.Functions.Sharing;
using Microsoft.DurableTask;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// What follows a withdrawal. Sharing stopped with its commit; this makes the stop visible, tells each agency that holds copies,
/// and chases it until it has said what became of them. Only ids pass through.
/// </summary>
public static class WithdrawalOrchestrator
{
    [Function(WithdrawalStart.Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, WithdrawalStart start)
    {
        await context.EnforceAsync(start);
        WithdrawalProgress progress = await context.TellAsync(start);
        while (progress.IsOpen)
        {
            await context.WaitForChangeAsync(progress.Until);
            progress = await context.ChaseAsync(start);
        }
    }
}
