using System.Globalization;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>
/// <c>kill -9</c> at random moments of a running load, on one data directory. <c>DATASHARING_KILLS</c> says how often (default
/// 25), <c>DATASHARING_SEED</c> from which moment on the moments differ.
/// </summary>
[Collection(DurabilityCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Lanes = 6;

    /// <summary>
    /// A round is killed after up to so many acknowledgements and a moment more: however fast the machine is, every round has
    /// work in flight.
    /// </summary>
    private const int MostAcknowledgements = 60;

    private static readonly TimeSpan Moment =
        TimeSpan.FromMilliseconds(30), LongestRound = TimeSpan.FromSeconds(30), LongestStart = TimeSpan.FromMilliseconds(1500);

    [Fact]
    public async Task Kill_WhenAtRandomMomentsOfALoad_LosesNothingAcknowledgedAndLeavesNothingStuck()
    {
        int kills = Setting("DATASHARING_KILLS", 25), seed = Setting("DATASHARING_SEED", 20260504);
        var moments = new Random(seed);
        string directory = Directory.CreateTempSubdirectory("datasharing-kill-").FullName;
        var holder = new StreamAudit("reg-advocate");
        var recovery = new Recovery(directory, holder);
        var ledger = new Ledger();
        int acknowledged = 0;
        try
        {
            for (int round = 1; round <= kills; round++)
            {
                await using AppProcess app = await AppProcess.StartAsync(directory);
                Callers callers = await Callers.SignInAsync(app.Client);
                AssertNone(await recovery.DefectsAsync(callers, ledger), $"after kill {round - 1} of {kills}, seed {seed}");
                ledger = new Ledger();
                Task load = new Load(callers, ledger).RunAsync(Lanes);
                await ReachedAsync(ledger, moments.Next(MostAcknowledgements), load);
                await Task.Delay(Moment * moments.NextDouble());
                await app.KillAsync();
                await load;
                acknowledged += ledger.Acknowledgements;
                if (round % 5 == 0)
                    await KillWhileRecoveringAsync(directory, moments);
            }

            await using AppProcess last = await AppProcess.StartAsync(directory);
            AssertNone(
                await recovery.DefectsAsync(await Callers.SignInAsync(last.Client), ledger),
                $"after the last kill of {kills}, seed {seed}");
            AssertNone(await recovery.LeftOverAsync(), $"at the end of {kills} kills, seed {seed}");
            Assert.NotEqual(0, acknowledged);
            output.WriteLine($"{kills} kills, {acknowledged} acknowledgements checked, {holder.Submitted.Count} requests submitted");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // The next start finds what a start left half-done.
    private static async Task KillWhileRecoveringAsync(string directory, Random moments)
    {
        await using var app = AppProcess.Launch(["--development"], directory);
        await Task.Delay(LongestStart * moments.NextDouble());
        await app.KillAsync();
    }

    private static async Task ReachedAsync(Ledger ledger, int acknowledgements, Task load)
    {
        for (long since = Environment.TickCount64; ledger.Acknowledgements < acknowledgements && !load.IsCompleted
            && Environment.TickCount64 - since < LongestRound.TotalMilliseconds;)
            await Task.Delay(1);
    }

    private static void AssertNone(IReadOnlyList<string> defects, string when) =>
        Assert.True(defects.Count == 0, $"{when}:\n{string.Join('\n', defects.Take(20))}");

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
