using DataSharing.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>A timer function ready to run.</summary>
/// <param name="Monitored">Occurrences missed while the host was down are made up for by one run at start.</param>
internal sealed record TimerFunction(
    string Name, TimerSchedule Schedule, bool RunOnStartup, bool Monitored, Func<TimerInfo, CancellationToken, Task> Run);

/// <summary>Keeps one function's schedule. One run at a time; a failed run is logged and not repeated before its next occurrence.</summary>
internal sealed class TimerLoop(TimerFunction function, TimerJournal journal, TimeProvider time, ILogger logger)
{
    // A timer takes at most about 49 days; a long wait is cut into pieces.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            for (DateTime? due = await StartAsync(stop); due is { } occurrence; due = function.Schedule.NextAfterRun(occurrence, Now))
            {
                if (!await WaitAsync(occurrence, stop))
                    continue;
                await RunOnceAsync(occurrence, isPastDue: false, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task<DateTime?> StartAsync(CancellationToken stop)
    {
        DateTime started = Now;
        DateTime? kept = function.Monitored ? journal.LastKept(function.Name) : null;
        if (kept is null && function.Monitored)
            Keep(started);
        // A record from the future is a clock that was set back; waiting for it to come round would silence the timer.
        DateTime? due = function.Schedule.Next(kept is { } last && last < started ? last : started);
        bool missed = due < started;
        if (!missed && !function.RunOnStartup)
            return due;
        DateTime occurrence = missed ? due!.Value : started;
        await RunOnceAsync(occurrence, missed, stop);
        return function.Schedule.NextAfterRun(occurrence, Now);
    }

    /// <returns>False: the clock was set back meanwhile, so that another occurrence is to be waited for.</returns>
    private async Task<bool> WaitAsync(DateTime occurrence, CancellationToken stop)
    {
        // Timers may fire a little early; a run before its occurrence would see the same occurrence again.
        for (TimeSpan left = occurrence - Now; left > TimeSpan.Zero; left = occurrence - Now)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stop);
            if (occurrence - Now > left)
                return false;
        }

        return true;
    }

    private async Task RunOnceAsync(DateTime occurrence, bool isPastDue, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            await function.Run(new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = Status(occurrence) }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not kept: the run was cut short, so the next start makes up for it.
            throw;
        }
#pragma warning disable CA1031 // Whatever a timer function throws, the others and the next occurrence go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            HostLog.TimerFailed(logger, function.Name, Faults.Describe(failure));
        }

        if (function.Monitored)
            Keep(occurrence);
    }

    private void Keep(DateTime occurrence)
    {
        try
        {
            journal.Keep(function.Name, occurrence > Now ? Now : occurrence);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            HostLog.TimerJournalFailed(logger, function.Name, Faults.Describe(failure));
        }
    }

    private ScheduleStatus? Status(DateTime occurrence) => !function.Monitored ? null : new ScheduleStatus
    {
        Last = journal.LastKept(function.Name) ?? default,
        Next = function.Schedule.NextAfterRun(occurrence, Now) ?? DateTime.MaxValue,
        LastUpdated = journal.LastKept(function.Name) ?? default,
    };
}
