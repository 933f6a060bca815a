using System.Net;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Embedded.Hosting;

/// <summary>The settings without which the host must not serve real data, and what is wrong with them.</summary>
internal static class Settings
{
    public const string FileName = "settings.json";
    public const string Authority = "Issuer:Authority";
    public const string Audience = "Issuer:Audience";
    public const string SurvivorHost = "Survivor:Host";
    public const string Keys = "Keys:Directory";
    public const string KeyBits = "Keys:RsaBits";
    public const string BodyLimit = "Limits:RequestBodyBytes";

    /// <summary>Four times the longest body that the API takes: what is somewhat too long is still read to its end, so that its sender gets the answer and not a broken connection.</summary>
    public const long DefaultBodyLimit = 4 * 1024 * 1024;

    /// <summary>Every problem at once, each naming its setting. In development only settings that are given can be wrong.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration settings, bool development)
    {
        var problems = new List<string>();
        Check(Authority, "the URL of the token issuer, such as https://login.microsoftonline.com/{tenant}/v2.0", IsAuthority, "is no https URL without query (http only on this machine)");
        Check(Audience, "the audience its tokens name for this API", value => !value.Any(char.IsWhiteSpace), "must not contain spaces");
        Check(SurvivorHost, "the host name of the survivor's pages, which no agency uses", IsHostName, "is no plain host name, without scheme, port or path");
        Check(Keys, "the directory of the wrapping keys, apart from the data directory", Directory.Exists, "is no directory that exists");
        if (settings[BodyLimit] is { } limit && !(long.TryParse(limit, out var bytes) && bytes is >= 1024 and <= 64 * 1024 * 1024))
            problems.Add($"{BodyLimit} must be a number of bytes from 1024 to 67108864");
        if (settings[KeyBits] is { } bits && bits is not ("2048" or "3072" or "4096"))
            problems.Add($"{KeyBits} must be 2048, 3072 or 4096");
        return problems;

        void Check(string name, string meaning, Func<string, bool> isValid, string fault)
        {
            if (settings[name] is not { Length: > 0 } value)
            {
                if (!development)
                    problems.Add($"{name} is missing: {meaning}");
            }
            else if (!isValid(value))
            {
                problems.Add($"{name} {fault}");
            }
        }
    }

    private static bool IsAuthority(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool IsHostName(string value) =>
        Uri.CheckHostName(value) == UriHostNameType.Dns && !IPAddress.TryParse(value, out _);
}
