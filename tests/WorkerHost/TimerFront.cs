using System.Text.Json;
using DataSharing.WorkerHost.Protocol;
using NCrontab;

namespace DataSharing.WorkerHost;

/// <summary>Runs the app's timers by their schedules, each again only when it has ended, and skips what it is too late for.</summary>
internal sealed class TimerFront : IAsyncDisposable
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public TimerFront(IEnumerable<WorkerFunction> functions, Invoker invoker) =>
        _running = Task.WhenAll(
            functions.Where(function =>
                function.TriggerType == "timerTrigger").Select(function => Task.Run(() => RunAsync(function, invoker, _stopping.Token))));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private static async Task RunAsync(WorkerFunction function, Invoker invoker, CancellationToken stopping)
    {
        var schedule = CrontabSchedule.Parse(function.Trigger.GetProperty("schedule").GetString()!, WithSeconds);
        try
        {
            while (true)
            {
                DateTime now = DateTime.UtcNow, next = schedule.GetNextOccurrence(now);
                await Task.Delay(next - now, stopping);
                await OnceAsync(function, invoker, next, schedule.GetNextOccurrence(next)).WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
    }

    private static async Task OnceAsync(WorkerFunction function, Invoker invoker, DateTime due, DateTime after)
    {
        string timer = JsonSerializer.Serialize(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = new { Last = due, Next = after, LastUpdated = due },
            IsPastDue = false,
        });
        try
        {
            await invoker.InvokeAsync(function, new TypedData { Json = timer }, []);
        }
        catch (Exception failed) when (
            failed is FunctionFailedException or WorkerProcessExitException or InvalidOperationException or TimeoutException)
        {
            // The worker logged its own failure; the next occurrence tries again.
        }
    }
}
