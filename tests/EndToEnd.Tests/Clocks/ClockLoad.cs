using System.Globalization;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>
/// A load under clocks that step by seconds, a day and two months, and its audit. <c>DATASHARING_CLOCK_SECONDS</c> says how long it
/// runs (default 12), <c>DATASHARING_SEED</c> which steps and calls it makes.
/// </summary>
internal static class ClockLoad
{
    private const int Lanes = 6;

    public static async Task RunAsync(Installation installation, ITestOutputHelper output)
    {
        int seconds = Setting("DATASHARING_CLOCK_SECONDS", 12), seed = Setting("DATASHARING_SEED", 20260504);
        var ledger = new StopLedger();
        var steps = new ClockSteps(installation, ledger, seed);
        installation.Correct();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var still = new CancellationTokenSource();
        Task stepping = steps.RunAsync(still.Token);
        try
        {
            await new SteppedLoad(installation, ledger, seed).RunAsync(Lanes, end.Token);
        }
        finally
        {
            await still.CancelAsync();
            await stepping;
            installation.Correct();
        }

        output.WriteLine(
            $"seed {seed}: {ledger.Cases.Count} cases, {ledger.Collections.Count} collections, {ledger.Refused.Count} refused after a "
                + $"stop, {ledger.Anew.Count} consents anew, {ledger.Reconfirmations.Count} reconfirmations, "
            + $"stops {string.Join(", ", ledger.Stops.CountBy(stop => stop.Door).Select(door => $"{door.Value} by {door.Key}"))}, steps "
            + $"{steps.Made}");
        IReadOnlyList<string> defects = await StopAudit.DefectsAsync(installation, ledger);
        Assert.True(defects.Count == 0, $"{defects.Count} defects, seed {seed}:\n{string.Join('\n', defects.Take(20))}");
        Assert.True(ledger.ShowsEnough, "the load did not show enough");
        Assert.DoesNotContain(0, (int[])[steps.Made.Seconds, steps.Made.Days, steps.Made.Months]);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
