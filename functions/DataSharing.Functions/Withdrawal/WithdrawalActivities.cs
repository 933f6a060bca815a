using Microsoft.Azure.Functions.Worker;
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
    public Task<WithdrawalProgress> ChaseAsync([ActivityTrigger] WithdrawalStart start) => chase.RunAsync(start);
}
