using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>The steps of the withdrawal's orchestration. Each may run twice.</summary>
public sealed class WithdrawalActivities(WithdrawalEnforcement enforcement, WithdrawalChase chase)
{
    /// <summary>Always true: the engine's activities answer with a value.</summary>
    [Function(WithdrawalSteps.Enforce)]
    public async Task<bool> EnforceAsync([ActivityTrigger] WithdrawalStart start, [DurableClient] DurableTaskClient client)
    {
        await enforcement.RunAsync(start, client);
        return true;
    }

    [Function(WithdrawalSteps.Tell)]
    public Task<WithdrawalProgress> TellAsync([ActivityTrigger] WithdrawalStart start) => chase.TellAsync(start);

    [Function(WithdrawalSteps.Chase)]
    public async Task<WithdrawalProgress> ChaseAsync([ActivityTrigger] WithdrawalStart start, [DurableClient] DurableTaskClient client)
    {
        // One that was found to have left something out is followed up from the beginning, also while it is chased.
        if (await chase.IsToBeEnforcedAsync(start))
            await enforcement.RunAsync(start, client);
        return await chase.RunAsync(start);
    }
}
