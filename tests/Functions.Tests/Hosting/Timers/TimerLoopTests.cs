using System.Threading.Channels;
using DataSharing.Embedded.Hosting.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Hosting.Timers;

public sealed class TimerLoopTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly Channel<TimerInfo> _runs = Channel.CreateUnbounded<TimerInfo>();
    private readonly CapturedLogs _logs = new();
    private readonly CancellationTokenSource _stop = new();

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Run_WhenOccurrenceComes_RunsOnceAndWaitsForTheNext()
    {
        Task loop = Start("0 */5 * * * *");
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(TimeSpan.FromMinutes(5), await _time.NextWaitAsync());
            Assert.False(_runs.Reader.TryRead(out _));
            _time.Advance(TimeSpan.FromMinutes(5));
            TimerInfo run = await _runs.Reader.ReadAsync();
            Assert.False(run.IsPastDue);
            Assert.Equal(Now.AddMinutes(5), run.ScheduleStatus!.Next);
            Assert.Equal(Now.AddMinutes(-5), run.ScheduleStatus.Last);
        }

        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenTimerFiresEarly_WaitsForTheRest()
    {
        Task loop = Start("0 0 12 */7 * *");
        // The next occurrence is 8 May; a wait is cut into days.
        for (int day = 0; day < 4; day++)
        {
            Assert.Equal(TimeSpan.FromDays(1), await _time.NextWaitAsync());
            _time.Advance(TimeSpan.FromDays(1));
        }

        await _runs.Reader.ReadAsync();
        Assert.Equal(8, Now.Day);
        await EndAsync(loop);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task Run_WhenTheClockIsSetBack_RunsAtTheNextOccurrenceOfThePresentTime(int days)
    {
        Task loop = Start("*/10 * * * * *");
        Assert.Equal(TimeSpan.FromSeconds(10), await _time.NextWaitAsync());
        _time.Step(TimeSpan.FromDays(-days));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(10), await _time.NextWaitAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        await _runs.Reader.ReadAsync();
        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenTheClockIsSetBackWhileItRuns_DoesNotWaitForItToComeRound()
    {
        var release = new TaskCompletionSource();
        Task loop = Start("*/10 * * * * *", (_, _) => release.Task);
        await _time.NextWaitAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await _runs.Reader.ReadAsync();
        _time.Step(TimeSpan.FromDays(-60));
        release.SetResult();
        Assert.Equal(TimeSpan.FromSeconds(10), await _time.NextWaitAsync());
        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenFunctionFails_LogsWithoutMessageAndGoesOn()
    {
        Task loop = Start("0 * * * * *", (_, _) => throw new InvalidOperationException("Maria Canary"));
        await _time.NextWaitAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _time.NextWaitAsync();
        (string Category, LogLevel Level, EventId Id, string Text) entry = Assert.Single(_logs.Entries);
        Assert.Equal(1003, entry.Id.Id);
        Assert.Contains("System.InvalidOperationException", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", entry.Text, StringComparison.Ordinal);
        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenLastRunStillGoes_DoesNotStartAnother()
    {
        var release = new TaskCompletionSource();
        int running = 0;
        Task loop = Start("0 * * * * *", async (_, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await release.Task;
            Interlocked.Decrement(ref running);
        });
        await _time.NextWaitAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _runs.Reader.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(210));
        release.SetResult();
        // Three occurrences passed meanwhile; the next is half a minute away, and none is made up for.
        Assert.Equal(TimeSpan.FromSeconds(30), await _time.NextWaitAsync());
        Assert.False(_runs.Reader.TryRead(out _));
        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenRunOnStartup_RunsAtOnce()
    {
        Task loop = Start("0 0 0 * * *", runOnStartup: true);
        Assert.False((await _runs.Reader.ReadAsync()).IsPastDue);
        Assert.Equal(TimeSpan.FromHours(12), await _time.NextWaitAsync());
        await EndAsync(loop);
    }

    [Fact]
    public async Task Run_WhenHostWasDownOverOccurrences_MakesUpForThemOncePastDue()
    {
        Task loop = Start("0 0 * * * *");
        await _time.NextWaitAsync();
        await EndAsync(loop);
        _time.Advance(TimeSpan.FromMinutes(200));

        using var again = new CancellationTokenSource();
        loop = Start("0 0 * * * *", stop: again.Token);
        Assert.True((await _runs.Reader.ReadAsync()).IsPastDue);
        Assert.Equal(TimeSpan.FromMinutes(40), await _time.NextWaitAsync());
        Assert.False(_runs.Reader.TryRead(out _));
        again.Cancel();
        await loop;
    }

    [Fact]
    public async Task Run_WhenNotMonitored_ForgetsOccurrencesOverARestart()
    {
        Task loop = Start("*/10 * * * * *");
        await _time.NextWaitAsync();
        await EndAsync(loop);
        _time.Advance(TimeSpan.FromMinutes(1));

        using var again = new CancellationTokenSource();
        loop = Start("*/10 * * * * *", stop: again.Token);
        Assert.Equal(TimeSpan.FromSeconds(10), await _time.NextWaitAsync());
        Assert.False(_runs.Reader.TryRead(out _));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null((await _runs.Reader.ReadAsync()).ScheduleStatus);
        again.Cancel();
        await loop;
    }

    [Fact]
    public async Task Run_WhenCutShortByStop_IsMadeUpForAfterRestart()
    {
        Task loop = Start("0 0 * * * *", (_, stop) => Task.Delay(Timeout.Infinite, stop));
        await _time.NextWaitAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await _runs.Reader.ReadAsync();
        await EndAsync(loop);
        _time.Advance(TimeSpan.FromMinutes(1));

        using var again = new CancellationTokenSource();
        loop = Start("0 0 * * * *", stop: again.Token);
        Assert.True((await _runs.Reader.ReadAsync()).IsPastDue);
        again.Cancel();
        await loop;
    }

    [Fact]
    public async Task Run_WhenTheJournalCannotBeWritten_RunsAllTheSame()
    {
        Task loop = Start("0 * * * * *", journal: Path.Combine(_directory.Root, "none", "timers.json"));
        for (int i = 0; i < 2; i++)
        {
            Assert.NotSame(loop, await Task.WhenAny(loop, _time.NextWaitAsync()));
            _time.Advance(TimeSpan.FromMinutes(1));
            await _runs.Reader.ReadAsync();
        }

        await EndAsync(loop);
        Assert.NotEmpty(_logs.Entries);
    }

    [Fact]
    public void Journal_WhenDamaged_StartsEmpty()
    {
        File.WriteAllText(_directory.File("timers.json"), "{ \"Nightly\": ");
        Assert.Null(new TimerJournal(_directory.File("timers.json")).LastKept("Nightly"));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _directory.Dispose();
    }

    private Task Start(
        string schedule, Func<TimerInfo, CancellationToken, Task>? run = null, bool runOnStartup = false, CancellationToken? stop = null,
        string? journal = null)
    {
        var parsed = TimerSchedule.Parse(schedule, new ConfigurationBuilder().Build());
        var function = new TimerFunction("Sweep", parsed, runOnStartup, parsed.IsMonitored(Now), async (timer, token) =>
        {
            _runs.Writer.TryWrite(timer);
            await (run ?? ((_, _) => Task.CompletedTask))(timer, token);
        });
        return Task.Run(
            () => new TimerLoop(
                function, new TimerJournal(journal ?? _directory.File("timers.json")), _time, _logs).RunAsync(stop ?? _stop.Token));
    }

    private async Task EndAsync(Task loop)
    {
        await _stop.CancelAsync();
        await loop;
    }
}
