namespace DataSharing.Functions.Keys;

/// <summary>
/// Keys that never leave their store: RSA pairs that wrap content and case keys, EC pairs that sign packages and checkpoints, and
/// secrets held outside the database. Adapters: a directory of files on one machine, a key vault in Azure.
/// Implementations are thread-safe and keep every old version until it is removed by hand.
/// </summary>
public interface IKeyService
{
    /// <summary>
    /// Wraps a key for the current version. Done in process with the cached public key: no call to the store after the first.
    /// </summary>
    /// <exception cref="KeyNotFoundInStoreException">The key was never made.</exception>
    Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation);

    /// <summary>Unwraps with exactly the version that wrapped. One call to the store; the caller owns and zeroes the result.</summary>
    /// <exception cref="KeyNotFoundInStoreException">That key or version is not in the store, or is of another kind.</exception>
    /// <exception cref="KeyUnavailableException">The store cannot be asked now, or refuses us; worth trying again later.</exception>
    /// <exception cref="SealingException">The wrapped bytes do not open under this key.</exception>
    Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation);

    /// <summary>The current version's public half. Cached.</summary>
    /// <exception cref="KeyNotFoundInStoreException">The key was never made.</exception>
    Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation);

    /// <summary>
    /// The public halves of all versions, in no promised order: with each of them something may have been signed. Without those that
    /// the store was told not to let be used any more; one that has only expired is among them. Asks the store each time.
    /// </summary>
    /// <exception cref="KeyNotFoundInStoreException">The key was never made.</exception>
    /// <exception cref="KeyUnavailableException">The store cannot be asked now.</exception>
    Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation);

    /// <summary>Signs a SHA-256 digest with ES256 and the current version of an EC key. One call to the store.</summary>
    /// <exception cref="KeyNotFoundInStoreException">The key was never made, or is of another kind.</exception>
    /// <exception cref="ArgumentException">The digest is not 32 bytes long.</exception>
    Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation);

    /// <summary>Makes the key if there is none, and returns the full id of its current version. Safe to repeat and to race.</summary>
    /// <exception cref="InvalidOperationException">The key exists and is of another kind.</exception>
    Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation);

    /// <summary>
    /// Makes the key that wraps one holder's case keys, if there is none. As <see cref="EnsureAsync"/> with
    /// <see cref="KeyKind.Wrapping"/>, but only this store ever wraps for it: it may be symmetric, and then has no public half
    /// and wraps equal keys into equal bytes. What it wraps are random keys.
    /// </summary>
    Task<string> EnsureHolderKeyAsync(KeyName key, CancellationToken cancellation) => EnsureAsync(key, KeyKind.Wrapping, cancellation);

    /// <summary>Adds a version, which wraps and signs from now on. Old versions go on unwrapping. Returns the new full id.</summary>
    /// <exception cref="KeyNotFoundInStoreException">The key was never made.</exception>
    Task<string> RotateAsync(KeyName key, CancellationToken cancellation);

    /// <summary>A 256-bit secret, made at first use and the same ever after. The caller owns and zeroes the array.</summary>
    /// <exception cref="KeyUnavailableException">The store cannot be asked now.</exception>
    Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="GetSecretAsync"/>, but null, and nothing made, where there is none. A store that cannot tell makes it.
    /// The caller owns and zeroes the array.
    /// </summary>
    /// <exception cref="KeyUnavailableException">The store cannot be asked now.</exception>
    async Task<byte[]?> FindSecretAsync(KeyName secret, CancellationToken cancellation) => await GetSecretAsync(secret, cancellation);
}
