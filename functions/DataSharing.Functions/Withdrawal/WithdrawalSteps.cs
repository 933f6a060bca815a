using Microsoft.DurableTask;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Where the chasing stands after a step.</summary>
public sealed record WithdrawalProgress
{
    /// <summary>Some agency has yet to say what became of its copies.</summary>
    public bool IsOpen { get; init; }

    /// <summary>When to look again at the latest, in UTC.</summary>
    public DateTime Until { get; init; }
}

/// <summary>The steps by name.</summary>
internal static class WithdrawalSteps
{
    public const string Enforce = "EnforceWithdrawal";
    public const string Tell = "TellHoldersOfCopies";
    public const string Chase = "ChaseHoldersOfCopies";

    // For as long as it takes: an agency that was not told because a disk was full must be told when it is not.
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(
        new RetryPolicy(10_000, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10)));

    public static Task<bool> EnforceAsync(this TaskOrchestrationContext context, WithdrawalStart start) =>
        context.CallActivityAsync<bool>(Enforce, start, Patient);

    public static Task<WithdrawalProgress> TellAsync(this TaskOrchestrationContext context, WithdrawalStart start) =>
        context.CallActivityAsync<WithdrawalProgress>(Tell, start, Patient);

    public static Task<WithdrawalProgress> ChaseAsync(this TaskOrchestrationContext context, WithdrawalStart start) =>
        context.CallActivityAsync<WithdrawalProgress>(Chase, start, Patient);
}
