using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Storage;

/// <summary>
/// A key store whose secrets the database remembers: a check value of each, nothing secret. A secret that was lost or changed
/// is then noticed, at the start, instead of being made anew: with another one every link, code and reference in people's
/// hands would be dead, and nobody would know. Thread safe.
/// </summary>
/// <param name="store">Before the gate: the secrets are needed to open it.</param>
public sealed class KnownSecrets(IKeyService inner, OpenStore store) : IKeyService, ISecretImport
{
    private const string Prefix = "check-";

    private static readonly Partition Place = Partition.System("keys");
    private static readonly byte[] Label = Encoding.ASCII.GetBytes("check value of a secret");

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    /// <summary>Requires that the key store has every secret that the database knows of. Before anything is served.</summary>
    /// <exception cref="LostSecretException">One is missing or is another one.</exception>
    /// <exception cref="KeyUnavailableException">The key store cannot be asked now.</exception>
    public async Task RequireAsync(CancellationToken cancellation = default)
    {
        await foreach (Listed<SecretCheck> known in store.Documents.ListAllAsync<SecretCheck>(Place, Prefix, cancellation))
            Require(
                known.Id[Prefix.Length..], known.Value, await inner.FindSecretAsync(new KeyName(known.Id[Prefix.Length..]), cancellation));
        // Databases from before check values: where there are links there was their secret.
        KeyName links = KeyName.WithdrawalLinks;
        if (await FindCheckAsync(links, cancellation) is null && await inner.FindSecretAsync(links, cancellation) is null
            && (await store.Documents.ReadChangesAsync(Container.Links, null, 1, cancellation: cancellation)).Changes.Count > 0)
            throw new LostSecretException(links.Name, isThere: false);
    }

    public async Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation)
    {
        if (_checked.ContainsKey(secret.Name))
            return await inner.GetSecretAsync(secret, cancellation);
        try
        {
            SecretCheck? known = await FindCheckAsync(secret, cancellation);
            byte[]? bytes = known is null
                ? await inner.GetSecretAsync(secret, cancellation)
                : await inner.FindSecretAsync(secret, cancellation);
            // CRASH: a secret without its check value gets it at its next first use.
            known ??= await RememberAsync(secret, bytes!, cancellation);
            Require(secret.Name, known, bytes);
            _checked[secret.Name] = true;
            return bytes!;
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new KeyUnavailableException(secret.Name, unavailable);
        }
    }

    public Task<byte[]?> FindSecretAsync(KeyName secret, CancellationToken cancellation) => inner.FindSecretAsync(secret, cancellation);

    public Task<bool> TryPlaceAsync(KeyName secret, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        inner is ISecretImport import
            ? import.TryPlaceAsync(secret, value, cancellation)
            : throw new NotSupportedException("the key store takes in no secrets");

    public Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
        inner.WrapAsync(key, contentKey, cancellation);

    public Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation) =>
        inner.UnwrapAsync(keyId, wrapped, cancellation);

    public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation) => inner.GetPublicKeyAsync(key, cancellation);

    public Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation) =>
        inner.GetPublicKeysAsync(key, cancellation);

    public Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation) =>
        inner.SignAsync(key, sha256, cancellation);

    public Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation) =>
        inner.EnsureAsync(key, kind, cancellation);

    public Task<string> EnsureHolderKeyAsync(KeyName key, CancellationToken cancellation) => inner.EnsureHolderKeyAsync(key, cancellation);

    public Task<string> RotateAsync(KeyName key, CancellationToken cancellation) => inner.RotateAsync(key, cancellation);

    private async Task<SecretCheck?> FindCheckAsync(KeyName secret, CancellationToken cancellation) =>
        (await store.Documents.ReadAsync<SecretCheck>(Place, Prefix + secret.Name, cancellation))?.Value;

    private async Task<SecretCheck> RememberAsync(KeyName secret, byte[] bytes, CancellationToken cancellation)
    {
        var check = new SecretCheck(Of(bytes));
        CommitResult result = await store.Documents.CommitAsync(Place, [Operation.Create(Prefix + secret.Name, check)], cancellation);
        // Of two that came at once one wrote it: what it wrote counts.
        return result.IsCommitted
            ? check
            : await FindCheckAsync(secret, cancellation) ?? throw new StoreUnavailableException("the check value of a secret");
    }

    private static void Require(string name, SecretCheck known, byte[]? bytes)
    {
        if (bytes is null)
            throw new LostSecretException(name, isThere: false);
        if (!CryptographicOperations.FixedTimeEquals(Of(bytes), known.Value))
            throw new LostSecretException(name, isThere: true);
    }

    private static byte[] Of(byte[] secret) => HMACSHA256.HashData(secret, Label);

    private sealed record SecretCheck(byte[] Value);
}

/// <summary>The key store no longer has a secret that the database rests on. The message names it and the remedy.</summary>
public sealed class LostSecretException(string name, bool isThere) : Exception(
    $"the key store {(isThere ? "has another secret" : "lacks the secret")} {name} than the database was used with: put it back "
    + $"(on one machine the file secrets/{name} of the key directory, from the backup of the keys; in Azure recover it, az keyvault "
    + "secret recover). Without it what rests on it is dead, links and codes in people's hands among them");

/// <summary>The documents before the gate. For the gate itself and for the keys that open it.</summary>
public sealed record OpenStore(IPartitionStore Documents);
