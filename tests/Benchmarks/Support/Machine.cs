using System.Runtime.InteropServices;

namespace DataSharing.Benchmarks.Support;

/// <summary>What the figures were measured on; nothing that names the machine or its user.</summary>
internal static class Machine
{
    public static void Print()
    {
        Print("processor", $"{Processor()}, {Environment.ProcessorCount} logical cores");
        Print("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB");
        Print(
            "system",
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        if (File.Exists("/proc/loadavg"))
            Print(
                "load",
                File.ReadAllText("/proc/loadavg").Split(' ')[0]
                    + " before the run (processes wanting a core; figures above the core count are disturbed)");
#if DEBUG
        Print("build", "Debug: figures mean nothing, use -c Release");
#endif
    }

    private static void Print(string name, string value) => Console.WriteLine($"{name,-10} {value}");

    private static string Processor()
    {
        if (!File.Exists("/proc/cpuinfo"))
            return "unknown";
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':')[1].Trim() ?? "unknown";
    }
}
