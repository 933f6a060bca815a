using DataSharing.Functions.Auth;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Hosting;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.Embedded.Installation;

/// <summary>The settings without which the host must not serve real data, and what is wrong with them.</summary>
internal static class Settings
{
    public const string FileName = "settings.json";
    public const string Authority = IssuerOptions.AuthoritySetting;
    public const string Audience = IssuerOptions.AudienceSetting;
    public const string SurvivorHost = Functions.Http.SurvivorHost.Setting;
    public const string Keys = "Keys:Directory";
    public const string KeyBits = "Keys:RsaBits";
    public const string Explorer = "Explorer:Enabled";
    public const string BodyLimit = ServerLimits.BodySetting;

    private static readonly SettingRule[] OneMachine =
    [
        new(
            JournalPlace.Setting, "the directory of the stop journal, apart from the data directory", Path.IsPathFullyQualified,
            "is no full path", IsRequired: false),
        new(Keys, "the directory of the wrapping keys, apart from the data directory", Directory.Exists, "is no directory that exists"),
        new(
            KeyBits, "the size of new wrapping keys", bits => bits is "2048" or "3072" or "4096", "must be 2048, 3072 or 4096",
            IsRequired: false),
        new(
            Explorer, "whether the page to try the API from is served; left out: in development alone", said => said is "true" or "false",
            "must be true or false", IsRequired: false),
        new(RegistrySeed.Setting, "the file that fills an empty registry", File.Exists, "names no file", IsRequired: false),
    ];

    /// <summary>Every problem at once, each naming its setting. In development only settings that are given can be wrong.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration settings, bool development) =>
    [
        .. RuntimeSettings.Problems(
            settings,
            [
                .. OneMachine.Where(rule => rule.Name != Keys || !UsesVault(settings)),
                .. AzureSettings.Rules.Where(rule => rule.Name != RegistrySeed.Setting).Select(rule => rule with { IsRequired = false }),
            ],
            requireAll: !development),
        .. AzureSettings.EmulatorProblems(settings),
    ];

    /// <summary>Each kind of store is on this machine unless its service in Azure is named.</summary>
    public static bool UsesVault(IConfiguration settings) => settings[AzureSettings.VaultUri] is { Length: > 0 };

    public static bool UsesCosmos(IConfiguration settings) => settings[AzureSettings.CosmosEndpoint] is { Length: > 0 };

    public static bool UsesBlobs(IConfiguration settings) => settings[AzureSettings.BlobsEndpoint] is { Length: > 0 };
}
