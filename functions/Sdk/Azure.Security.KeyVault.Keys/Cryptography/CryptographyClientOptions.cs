using Azure.Core;
using Azure.Security.KeyVault.Keys.Protocol;

namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>How a <see cref="CryptographyClient"/> speaks to its vault.</summary>
public class CryptographyClientOptions : ClientOptions
{
    public CryptographyClientOptions() => VaultPipeline.Loggable(Diagnostics);

    /// <summary>Whether to trust a challenge whose resource is not the vault's own domain. Only for emulators.</summary>
    public bool DisableChallengeResourceVerification { get; set; }
}
