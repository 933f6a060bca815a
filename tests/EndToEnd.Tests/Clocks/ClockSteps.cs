namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>Steps the clocks of an installation back and forth, each for itself, until it is told to end.</summary>
internal sealed class ClockSteps(Installation installation, StopLedger ledger, int seed)
{
    /// <summary>
    /// So many calls are answered between two steps at least, however slow the machine is: most of what is under way meets one
    /// or two.
    /// </summary>
    private const int CallsAStep = 25;

    private static readonly TimeSpan[] Offsets =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(20),
        TimeSpan.FromSeconds(-20), TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(1), TimeSpan.FromDays(-1),
        TimeSpan.FromDays(60), TimeSpan.FromDays(-60),
    ];

    private int _seconds, _days, _months;

    /// <summary>Steps of less than a day, of a day or so, and of more than 49.7 days, which is as much as a system timer takes.</summary>
    public (int Seconds, int Days, int Months) Made => (_seconds, _days, _months);

    public async Task RunAsync(CancellationToken end)
    {
        var random = new Random(seed);
        for (long calls = 0; !end.IsCancellationRequested; calls = ledger.Calls)
        {
            ClockedApp app = installation.Apps[random.Next(installation.Apps.Count)];
            TimeSpan next = Offsets[random.Next(Offsets.Length)], step = (next - app.Clock.Ahead).Duration();
            app.Clock.Ahead = next;
            if (step >= TimeSpan.FromDays(49.8))
                _months++;
            else if (step >= TimeSpan.FromHours(12))
                _days++;
            else if (step > TimeSpan.Zero)
                _seconds++;
            do
                await Task.Delay(random.Next(5, 120), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!end.IsCancellationRequested && ledger.Calls < calls + CallsAStep);
        }
    }
}
