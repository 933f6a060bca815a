using Azure.Core;
using Azure.Security.KeyVault.Keys.Protocol;

namespace Azure.Security.KeyVault.Keys;

/// <summary>How a <see cref="KeyClient"/> speaks to its vault.</summary>
public class KeyClientOptions : ClientOptions
{
    public KeyClientOptions() => VaultPipeline.Loggable(Diagnostics);

    /// <summary>Whether to trust a challenge whose resource is not the vault's own domain. Only for emulators.</summary>
    public bool DisableChallengeResourceVerification { get; set; }
}
