using System.Runtime.ExceptionServices;
using Microsoft.DurableTask;

namespace DataSharing.Embedded.Durable;

/// <summary>Retries as orchestrator code: each pause is a durable timer, each attempt a step of its own.</summary>
internal static class Retry
{
    public static Task<T> RunAsync<T>(EmbeddedOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> attempt) =>
        retry is null ? attempt() : AttemptAsync(context, retry, attempt);

    private static async Task<T> AttemptAsync<T>(
        EmbeddedOrchestrationContext context, TaskRetryOptions retry, Func<Task<T>> attempt)
    {
        DateTime began = context.CurrentUtcDateTime;
        for (int number = 1; ; number++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failed)
            {
                failure = failed;
            }

            TimeSpan spent = context.CurrentUtcDateTime - began;
            if (retry.Policy is { } policy)
            {
                TimeSpan pause = Pause(policy, number);
                bool late = policy.RetryTimeout != Timeout.InfiniteTimeSpan && spent + pause > policy.RetryTimeout;
                if (number >= policy.MaxNumberOfAttempts || late)
                    ExceptionDispatchInfo.Throw(failure);
                await context.CreateTimer(context.CurrentUtcDateTime + pause, CancellationToken.None);
            }
            else
            {
                var told = new RetryContext(context, number, failure.FailureDetails, spent, CancellationToken.None);
                if (!await retry.Handler!(told))
                    ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>The pause after a failed attempt, the first being number 1.</summary>
    internal static TimeSpan Pause(RetryPolicy policy, int number)
    {
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, number - 1);
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan
            ? TimeSpan.FromDays(3650)
            : policy.MaxRetryInterval;
        return ticks >= longest.Ticks ? longest : TimeSpan.FromTicks((long)ticks);
    }
}
