using System.Net;

namespace DataSharing.Functions.Configuration;

/// <summary>What one setting must be.</summary>
/// <param name="Name">As configuration names it, with colons; in the environment each colon is two underscores.</param>
/// <param name="Meaning">What it is, for whoever forgot it.</param>
/// <param name="Fault">What is wrong with a value that is not valid, in words that follow the name.</param>
public sealed record SettingRule(string Name, string Meaning, Func<string, bool> IsValid, string Fault, bool IsRequired = true);

/// <summary>
/// Checks settings before anything starts. Every problem is a line of its own that begins with the setting's name and never
/// shows its value.
/// </summary>
public static class SettingRules
{
    /// <param name="requireAll">False in development: then only settings that are given can be wrong.</param>
    public static IEnumerable<string> Problems(IConfiguration settings, IEnumerable<SettingRule> rules, bool requireAll)
    {
        foreach (SettingRule rule in rules)
        {
            if (settings[rule.Name] is not { Length: > 0 } value)
            {
                if (requireAll && rule.IsRequired)
                    yield return $"{rule.Name} is missing: {rule.Meaning}";
            }
            else if (!rule.IsValid(value))
            {
                yield return $"{rule.Name} {rule.Fault}";
            }
        }
    }

    /// <summary>An https address without query, fragment and user; http only on this machine.</summary>
    public static bool IsServiceAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Query.Length == 0 && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    public static bool IsHostName(string value) =>
        Uri.CheckHostName(value) == UriHostNameType.Dns && !IPAddress.TryParse(value, out _);
}
