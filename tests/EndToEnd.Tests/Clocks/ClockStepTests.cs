using System.Globalization;
using DataSharing.EndToEnd.Tests.Durability;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>
/// Clocks that step by seconds, a day and two months under a running load: nothing leaves after an acknowledged stop, no stop is
/// refused, no process ends. <c>DATASHARING_CLOCK_SECONDS</c> says how long each load runs (default 12), <c>DATASHARING_SEED</c>
/// which steps and calls it makes.
/// </summary>
[Collection(DurabilityCollection.Name)]
public sealed class ClockStepTests(ITestOutputHelper output)
{
    private const int Lanes = 4, LeastCases = 2;

    [Fact]
    public async Task Load_WhenTheClockOfOneMachineSteps_LetsNothingLeaveAfterAStop()
    {
        await using OneMachine machine = await OneMachine.StartAsync();
        await RunAsync(machine);
    }

    [Fact]
    public async Task Load_WhenTheClocksOfThreeInstancesStepApart_LetsNothingLeaveAfterAStop()
    {
        await using ThreeInstances instances = await ThreeInstances.StartAsync();
        await RunAsync(instances);
    }

    private async Task RunAsync(Installation installation)
    {
        int seconds = Setting("DATASHARING_CLOCK_SECONDS", 12), seed = Setting("DATASHARING_SEED", 20260504);
        var ledger = new StopLedger();
        var steps = new ClockSteps(installation, seed);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var still = new CancellationTokenSource();
        Task stepping = steps.RunAsync(still.Token);
        await new SteppedLoad(installation, ledger, seed).RunAsync(Lanes, LeastCases, end.Token);
        await still.CancelAsync();
        await stepping;
        installation.Correct();
        output.WriteLine(
            $"seed {seed}: {ledger.Cases.Count} cases, {ledger.Collections.Count} collections, {ledger.Refused.Count} refused after a stop, {ledger.Anew.Count} consents anew, {ledger.Reconfirmations.Count} reconfirmations, "
            + $"stops {string.Join(", ", ledger.Stops.CountBy(stop => stop.Door).Select(door => $"{door.Value} by {door.Key}"))}, steps {steps.Made}");
        IReadOnlyList<string> defects = await StopAudit.DefectsAsync(installation, ledger);
        Assert.True(defects.Count == 0, $"{defects.Count} defects, seed {seed}:\n{string.Join('\n', defects.Take(20))}");
        // A load that did nothing would prove nothing.
        Assert.All(StopDoors.All, door => Assert.Contains(ledger.Stops, stop => stop.Door == door));
        foreach (int done in (int[])[ledger.Collections.Count, ledger.Refused.Count, ledger.Anew.Count, ledger.Reconfirmations.Count, steps.Made.Seconds, steps.Made.Days, steps.Made.Months])
            Assert.NotEqual(0, done);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
