using System.Collections.Concurrent;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Cases;

/// <summary>The key of each case, wrapped by its holder's key. Only the wrapped form is ever kept.</summary>
public sealed class CaseKeys(IKeyService keys)
{
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    /// <summary>The key that wraps the case keys of one holder. It may be taken away from the hub by whoever owns the vault.</summary>
    public static KeyName HolderKey(RegistrationId registration) => new("holder-" + registration);

    /// <summary>A new case key, wrapped.</summary>
    public async Task<WrappedKey> CreateAsync(RegistrationId holder, CancellationToken cancellation)
    {
        KeyName name = HolderKey(holder);
        try
        {
            if (!_made.ContainsKey(holder))
            {
                await keys.EnsureHolderKeyAsync(name, cancellation);
                _made[holder] = true;
            }

            using var key = CaseKey.Create();
            return await keys.WrapAsync(name, key.Reveal(), cancellation);
        }
        catch (KeyUnavailableException unavailable)
        {
            throw new StoreUnavailableException("holder key", unavailable);
        }
    }

    /// <summary>Unwraps a case's key: one call to the key store. The caller disposes it.</summary>
    public async Task<CaseKey> OpenAsync(WrappedKey wrapped, CancellationToken cancellation)
    {
        try
        {
            return new CaseKey(await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, cancellation));
        }
        catch (KeyUnavailableException unavailable)
        {
            throw new StoreUnavailableException("holder key", unavailable);
        }
    }
}
