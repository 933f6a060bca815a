using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Disposes of what the national profile no longer lets the app keep: a bounded piece of work every ten minutes, on every
/// runtime. May run on several instances at once and be cut short anywhere; the next run goes on.
/// </summary>
/// <remarks>
/// What ends by a date that is known when it is written (idempotency keys, throttle counters, visits, confirmation numbers)
/// is written with that date and dropped by the store itself. It says nothing of a case, so no entry tells. A sent link is not:
/// a store takes its clock's word, and a clock may be ahead for a minute.
/// </remarks>
public sealed partial class RetentionTimer(
    BlobSweep blobs, Agenda agenda, UnconfirmedErasure unconfirmed, OrchestrationPurge orchestrations, ILogger<RetentionTimer> log)
{
    [Function("Retention")]
    public async Task Run(
        [TimerTrigger("0 */10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        _ = timer;
        await RunAsync(client, cancellation);
    }

    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        int packages = await StepAsync("blobs", () => blobs.RunAsync(cancellation));
        int documents = await StepAsync("agenda", async () =>
        {
            // First the newest changes: they may put off what would be due.
            await agenda.FollowAsync(cancellation);
            return await agenda.DisposeAsync(cancellation);
        });
        documents += await StepAsync("unconfirmed cases", () => unconfirmed.RunAsync(cancellation));
        int instances = await StepAsync("orchestrations", () => orchestrations.RunAsync(client, cancellation));
        if (packages + documents + instances > 0)
            Disposed(log, packages, documents, instances);
    }

    // One kind that fails must not keep the others.
    private async Task<int> StepAsync(string step, Func<Task<int>> run)
    {
#pragma warning disable CA1031 // the next run tries again
        try
        {
            return await run();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            StepFailed(log, step, fault.GetType().Name);
            return 0;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(2103, LogLevel.Information, "Disposed of {Blobs} blobs, {Documents} documents, {Instances} orchestrations")]
    private static partial void Disposed(ILogger logger, int blobs, int documents, int instances);

    [LoggerMessage(2104, LogLevel.Error, "Retention step {Step} failed ({Fault}); the next run tries again")]
    private static partial void StepFailed(ILogger logger, string step, string fault);
}
