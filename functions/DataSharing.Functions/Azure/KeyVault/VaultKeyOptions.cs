using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>Where keys lie and how their vaults are asked.</summary>
/// <param name="Vault">The hub's own vault, e.g. <c>https://name.vault.azure.net/</c>.</param>
public sealed record VaultKeyOptions(Uri Vault)
{
    /// <summary>Makes keys in the vault's hardware security modules (Premium). Keys that exist stay what they are.</summary>
    public bool HardwareKeys { get; init; }

    /// <summary>
    /// Size of new wrapping keys: 2048, 3072 or 4096. One vault does 2,000 operations with 2048 bits in ten seconds, 500 with
    /// 3072; NIST SP 800-57 plans 2048 bits to 2030 only.
    /// </summary>
    public int RsaBits { get; init; } = 3072;

    /// <summary>
    /// Vaults of agencies that keep their own keys, by name of the key (<c>holder-…</c>, <c>package-…</c>). Only the hub's
    /// vault and these are ever spoken to, whatever a document says.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> AgencyVaults { get; init; } = new Dictionary<string, Uri>();

    /// <summary>
    /// Reads <see cref="AgencyVaults"/> from <c>name=https://host;name=https://host</c>: one setting, because the name of a setting
    /// cannot hold the name of a key. Null when it is not of that form or names a key twice.
    /// </summary>
    public static IReadOnlyDictionary<string, Uri>? ReadAgencyVaults(string? text)
    {
        var vaults = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (string one in (text ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int at = one.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !KeyName.IsValid(one[..at].Trim()) || !Uri.TryCreate(one[(at + 1)..].Trim(), UriKind.Absolute, out Uri? vault)
                || !IsVault(vault) || !vaults.TryAdd(one[..at].Trim(), vault))
                return null;
        }

        return vaults;
    }

    /// <summary>Whether an address is <c>https://host/</c> and no more.</summary>
    internal static bool IsVault(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" };

    /// <summary>After this time a public key is asked for again, so that a rotation in the vault is honoured.</summary>
    public TimeSpan PublicKeyPeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a public key goes on being used past its period while the vault does not answer.</summary>
    public TimeSpan PublicKeyGrace { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Longest time for one call with all its repetitions, whatever the vault's Retry-After says.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a throttled or unanswered call is repeated; longer and longer apart, and not before Retry-After.</summary>
    public int Repetitions { get; init; } = 4;

    /// <summary>Wait before the first repetition.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(400);
}
