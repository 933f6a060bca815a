using System.Diagnostics;
using System.Globalization;

namespace DataSharing.Benchmarks.Support;

/// <summary>Plain aligned lines, and what they are made of.</summary>
internal static class Figures
{
    public static void Print(string what, double value, string unit, string? remark = null) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-44} {Round(value),12} {unit,-14} {remark}").TrimEnd());

    public static void Ratio(string what, double value, string aim) => Print(what, value, "x", "aim " + aim);

    /// <summary>The value that <paramref name="share"/> of them do not exceed. Sorts the samples.</summary>
    public static double Percentile(Span<double> samples, double share)
    {
        samples.Sort();
        return samples.Length == 0 ? double.NaN : samples[Math.Clamp((int)Math.Ceiling(share * samples.Length) - 1, 0, samples.Length - 1)];
    }

    public static void Percentiles(string what, double[] samples, string unit, string? aim = null)
    {
        Print(what + " p50", Percentile(samples, 0.50), unit);
        Print(
            what + " p99", Percentile(samples, 0.99), unit,
            aim is null ? $"{samples.Length} samples" : $"aim {aim}; {samples.Length} samples");
    }

    public static double Milliseconds(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    private static string Round(double value) => value switch
    {
        >= 100 or <= -100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("N1", CultureInfo.InvariantCulture),
        _ => value.ToString("N2", CultureInfo.InvariantCulture),
    };
}
