using System.ComponentModel;
using System.Diagnostics;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>A test that needs strace; skipped, saying why, where it is not installed or the system forbids tracing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedFactAttribute : FactAttribute
{
    private static readonly string? Missing = Probe();

    public TracedFactAttribute() => Skip = Missing!;

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "system calls are traced with strace, which only Linux has";
        try
        {
            using Process strace = Process.Start(new ProcessStartInfo(
                "strace", ["-f", "-o", "/dev/null", "true"])
            { RedirectStandardError = true })!;
            string said = strace.StandardError.ReadToEnd().Trim();
            strace.WaitForExit();
            return strace.ExitCode == 0 ? null : "tracing is not permitted here (ptrace): " + said;
        }
        catch (Win32Exception)
        {
            return "strace is not installed";
        }
    }
}
