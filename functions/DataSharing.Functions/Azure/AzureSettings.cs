using Azure.Identity;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Hosting;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Azure;

/// <summary>Where the services of Azure are, and how the app signs in to them: by its identity alone, never by a key.</summary>
public static class AzureSettings
{
    public const string CosmosEndpoint = "Cosmos:Endpoint";
    public const string CosmosDatabase = "Cosmos:Database";
    public const string BlobsEndpoint = "Blobs:Endpoint";
    public const string JournalEndpoint = "Journal:Endpoint";
    public const string VaultUri = "KeyVault:Uri";

    /// <summary>
    /// Whether new keys are made in the vault's hardware; true unless the vault is an emulator. A vault of the Standard tier
    /// has none.
    /// </summary>
    public const string HardwareKeys = "KeyVault:HardwareKeys";

    /// <summary>
    /// The vault's address for each key that an agency keeps in its own vault: <c>name=https://host;name=https://host</c>.
    /// </summary>
    public const string AgencyVaults = "KeyVault:AgencyVaults";

    /// <summary>Client id of the user-assigned identity; without it, whoever is signed in on a developer's machine.</summary>
    public const string ClientId = "AZURE_CLIENT_ID";

    /// <summary>SHA-256 of the one certificate that emulators on this machine show; refused for any other machine.</summary>
    public const string EmulatorCertificate = "Emulators:Certificate";

    /// <summary>Services that the function app cannot do without.</summary>
    public static readonly IReadOnlyList<SettingRule> Rules =
    [
        new(
            CosmosEndpoint, "the address of the Cosmos DB account, such as https://{account}.documents.azure.com",
            SettingRules.IsServiceAddress, "is no https address"),
        new(
            CosmosDatabase, "the name of its database", value => value.Length <= 255 && value.IndexOfAny(['/', '\\', '#', '?']) < 0,
            "is no name of a database", IsRequired: false),
        new(
            BlobsEndpoint,
            "the address of the blob service for sealed records and packages, such as https://{account}.blob.core.windows.net",
            SettingRules.IsServiceAddress, "is no https address"),
        new(
            JournalEndpoint, "the address of the blob service for the stop-and-erase journal, an account of its own",
            SettingRules.IsServiceAddress, "is no https address"),
        new(
            VaultUri, "the address of the key vault, such as https://{vault}.vault.azure.net", SettingRules.IsServiceAddress,
            "is no https address"),
        new(
            HardwareKeys, "whether new keys are made in hardware", value => bool.TryParse(value, out _), "must be true or false",
            IsRequired: false),
        new(
            AgencyVaults, "the vaults of agencies that keep their own keys", value => VaultKeyOptions.ReadAgencyVaults(value) is not null,
            "is no list of name=https://host, parted by semicolons, each name once", IsRequired: false),
        new(
            ClientId, "the client id of the app's identity", value => Guid.TryParse(value, out _), "is no client id (a GUID)",
            IsRequired: false),
        new(RegistrySeed.Setting, "the file that fills an empty registry", File.Exists, "names no file", IsRequired: false),
    ];

    /// <summary>Everything wrong with the settings of the function app.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration settings) =>
        [.. RuntimeSettings.Problems(settings, Rules, requireAll: true), .. EmulatorProblems(settings)];

    /// <summary>
    /// Emulators are trusted by their certificate, on this machine only: not even a mistaken setting makes the app talk to
    /// another.
    /// </summary>
    public static IEnumerable<string> EmulatorProblems(IConfiguration settings)
    {
        if (settings[EmulatorCertificate] is not { Length: > 0 } digest)
            yield break;
        if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigit))
            yield return $"{EmulatorCertificate} is no SHA-256 digest in 64 hexadecimal digits";
        foreach (string name in new[] { CosmosEndpoint, BlobsEndpoint, JournalEndpoint, VaultUri })
            if (settings[name] is { Length: > 0 } address && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && !uri.IsLoopback)
                yield return $"{name} is not on this machine, so {EmulatorCertificate} must not be set";
    }

    /// <summary>
    /// The app's identity, and how requests are sent. Emulators are signed in to the same way: they bring an endpoint for
    /// managed identities of their own (IDENTITY_ENDPOINT in the environment).
    /// </summary>
    public static AzureConnection Connection(IConfiguration settings) => new(
        settings[ClientId] is { Length: > 0 } id
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id))
            : new DefaultAzureCredential(),
        settings[EmulatorCertificate] is { Length: > 0 } certificate ? () => new EmulatorHandler(certificate) : null);

    /// <summary>Reaches this machine only, and there only whoever shows the one certificate.</summary>
    private sealed class EmulatorHandler : DelegatingHandler
    {
        public EmulatorHandler(string certificate) => InnerHandler = new HttpClientHandler
        {
            CheckCertificateRevocationList = true,
            ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
                shown is not null
                    && string.Equals(shown.GetCertHashString(HashAlgorithmName.SHA256), certificate, StringComparison.OrdinalIgnoreCase),
        };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri is { IsLoopback: true }
                ? base.SendAsync(request, cancellationToken)
                : throw new HttpRequestException("settings for emulators must not reach another machine");
    }
}
