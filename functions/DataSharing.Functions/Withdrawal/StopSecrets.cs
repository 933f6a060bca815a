using DataSharing.Functions.Keys;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// The secrets that stopping needs. They are fetched, and made at the very first start, before anything is served: from then on
/// a stop depends on no key store, and on no room for a new file.
/// </summary>
public static class StopSecrets
{
    // The adapters remember them as long as the process lives.
    private static readonly KeyName[] All = [KeyName.WithdrawalLinks, SurvivorThrottle.NetworkKeyName];

    /// <exception cref="KeyUnavailableException">The key store cannot be asked now.</exception>
    public static async Task FetchAsync(IKeyService keys, CancellationToken cancellation)
    {
        foreach (KeyName secret in All)
            CryptographicOperations.ZeroMemory(await keys.GetSecretAsync(secret, cancellation));
    }
}
