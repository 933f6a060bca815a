using DataSharing.Functions.Auth;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Console;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Hosting;

/// <summary>The settings of every runtime, whatever it stores in.</summary>
public static class RuntimeSettings
{
    /// <summary>What each capability needs.</summary>
    public static readonly IReadOnlyList<SettingRule> Rules =
    [
        .. AuthServices.Settings,
        .. WithdrawalServices.Settings,
        ServerLimits.BodyRule,
    ];

    /// <summary>What is wrong with these settings and those of a runtime of its own.</summary>
    /// <param name="requireAll">False in development: then only settings that are given can be wrong.</param>
    public static IReadOnlyList<string> Problems(IConfiguration settings, IEnumerable<SettingRule> own, bool requireAll) =>
    [
        .. SettingRules.Problems(settings, [.. Rules, .. own], requireAll),
        .. Fault(() => ConsoleOptions.Read(settings)),
        .. Fault(() => RateLimits.Read(settings)),
        .. TelemetryExport.Problem(settings) is { } problem ? [problem] : Array.Empty<string>(),
    ];

    private static string[] Fault(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (InvalidOperationException fault)
        {
            return [fault.Message];
        }
    }
}
