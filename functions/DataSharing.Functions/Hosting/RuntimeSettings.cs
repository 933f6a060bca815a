using DataSharing.Functions.Auth;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Console;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Hosting;

/// <summary>The settings of every runtime, whatever it stores in.</summary>
public static class RuntimeSettings
{
    /// <summary>Without these no runtime may serve real data.</summary>
    public static readonly IReadOnlyList<SettingRule> Rules =
    [
        new(
            IssuerOptions.AuthoritySetting, "the URL of the token issuer, such as https://login.microsoftonline.com/{tenant}/v2.0",
            SettingRules.IsServiceAddress, "is no https URL without query (http only on this machine)"),
        new(
            IssuerOptions.AudienceSetting, "the audience its tokens name for this API", value => !value.Any(char.IsWhiteSpace),
            "must not contain spaces"),
        new(
            SurvivorHost.Setting, "the host name of the survivor's pages, which no agency uses", SettingRules.IsHostName,
            "is no plain host name, without scheme, port or path"),
        new(
            SurvivorPages.HelpContactSetting, "how survivors reach help", value => value.Length <= 200 && !value.Any(char.IsControl),
            "is longer than 200 characters or holds control characters", IsRequired: false),
        new(
            SurvivorPages.LeaveUrlSetting, "where the quick exit of the survivors' pages leads",
            value => Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps, "is no https address",
            IsRequired: false),
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
