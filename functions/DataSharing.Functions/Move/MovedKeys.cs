using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Move;

/// <summary>Wraps keys for another key store. Each is in the clear for one moment, in memory, and zeroed.</summary>
internal sealed class MovedKeys(IKeyService keys)
{
    private readonly HashSet<KeyName> _made = [];

    /// <summary>At the source: for the target's transfer key.</summary>
    /// <param name="what">Whose key it is, for the message when it does not open.</param>
    public Task<WrappedKey> OutAsync(string keyId, byte[] wrapped, AgencyPublicKey target, string what, CancellationToken cancellation) =>
        RewrapAsync(keyId, wrapped, what, key => Task.FromResult(target.Wrap(key.Span).Key), cancellation);

    /// <summary>At the target: for the key that wraps such keys there, made if there is none.</summary>
    /// <param name="ofHolder">Whether it wraps the keys of a holder's cases.</param>
    public Task<WrappedKey> InAsync(WrappedKey moved, KeyName own, bool ofHolder, string what, CancellationToken cancellation) =>
        RewrapAsync(moved.KeyId, moved.EncryptedKey, what, async key =>
        {
            if (_made.Add(own))
                await (ofHolder ? keys.EnsureHolderKeyAsync(own, cancellation) : keys.EnsureAsync(own, KeyKind.Wrapping, cancellation));
            return await keys.WrapAsync(own, key, cancellation);
        }, cancellation);

    public async Task<MovedSecret> OutAsync(KeyName secret, AgencyPublicKey target, CancellationToken cancellation)
    {
        byte[] value = await keys.GetSecretAsync(secret, cancellation);
        WrappedKey wrapped = target.Wrap(value).Key;
        CryptographicOperations.ZeroMemory(value);
        return new MovedSecret(secret.Name, wrapped);
    }

    /// <exception cref="MoveException">The target has another secret of that name, or its key store takes none in.</exception>
    public async Task InAsync(MovedSecret moved, CancellationToken cancellation)
    {
        if (keys is not ISecretImport import)
            throw new MoveException("the target's key store cannot take in secrets");
        byte[] value = await UnwrapAsync(moved.Value.KeyId, moved.Value.EncryptedKey, "secret " + moved.Name, cancellation);
        bool isPlaced = await import.TryPlaceAsync(new KeyName(moved.Name), value, cancellation);
        CryptographicOperations.ZeroMemory(value);
        if (!isPlaced)
            throw new MoveException($"the target's key store has another secret {moved.Name} already; import into a fresh one");
    }

    private async Task<WrappedKey> RewrapAsync(
        string keyId, byte[] wrapped, string what, Func<ReadOnlyMemory<byte>, Task<WrappedKey>> wrap, CancellationToken cancellation)
    {
        byte[] key = await UnwrapAsync(keyId, wrapped, what, cancellation);
        try
        {
            return await wrap(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private async Task<byte[]> UnwrapAsync(string keyId, byte[] wrapped, string what, CancellationToken cancellation)
    {
        try
        {
            return await keys.UnwrapAsync(keyId, wrapped, cancellation);
        }
        catch (Exception fault) when (fault is KeyNotFoundInStoreException or SealingException)
        {
            throw new MoveException($"the key of {what} does not open with {keyId}", fault);
        }
    }
}
