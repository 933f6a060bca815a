using System.Collections.Concurrent;
using Azure;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>
/// Keys in Azure Key Vault: the hub's, and those of agencies that keep their own. Wrapping needs no call while the public
/// key is cached, unwrapping and signing need one; private keys never leave their vault. Thread-safe.
/// </summary>
/// <remarks>
/// Two instances that make the same key at once leave two versions of it, which is harmless: the later one is current and
/// the earlier one goes on unwrapping. Calls are repeated by the client when throttled or unanswered; all are safe to repeat.
/// </remarks>
public sealed class VaultKeyService : IKeyService, ISecretImport, IDisposable
{
    private readonly VaultKeyOptions _options;
    private readonly VaultDirectory _vaults;
    private readonly VaultCalls _calls;
    private readonly PublicKeyCache _publicKeys;
    private readonly VaultSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, PublicKeyInfo> _versions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _making = new(1, 1);

    /// <param name="store">Where it is written down which version of a secret counts.</param>
    /// <exception cref="ArgumentException">An address is not that of a vault, or a size is none of a key.</exception>
    public VaultKeyService(AzureConnection connection, VaultKeyOptions options, IPartitionStore store, TimeProvider time)
    {
        if (options.RsaBits is not (2048 or 3072 or 4096))
            throw new ArgumentException("the size of wrapping keys is 2048, 3072 or 4096 bits", nameof(options));
        (_options, _time) = (options, time);
        _vaults = new VaultDirectory(connection, options);
        _calls = new VaultCalls(options.Patience, time);
        _publicKeys = new PublicKeyCache(options.PublicKeyPeriod, options.PublicKeyGrace, time);
        _secrets = new VaultSecrets(_vaults.Secrets(), _calls, store);
        Witness = new VaultJournalWitness(_vaults.Secrets(), _calls);
    }

    /// <summary>Keeps in the hub's vault how far the stop journal reached.</summary>
    public IJournalWitness Witness { get; }

    public async Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
        KeyWrap.Wrap(await CurrentAsync(key, KeyKind.Wrapping, cancellation), contentKey.Span);

    public async Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
    {
        if (_vaults.Find(keyId) is not var (place, version))
            throw new KeyNotFoundInStoreException(keyId);
        if (wrapped.IsEmpty)
            throw new SealingException(SealingFailure.WrongLength);
        byte[] encrypted = wrapped.ToArray();
        return await _calls.RunAsync(keyId, async limit =>
        {
            try
            {
                return (await _vaults.Open(place, version).UnwrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, encrypted, limit)).Key;
            }
            catch (RequestFailedException refused) when (refused.Status is 400 or 403)
            {
                // The vault says one thing for bytes that do not open and another for keys that cannot unwrap, and not
                // always the same: the key itself tells.
                PublicKeyInfo asked = await FetchAsync(place, version, limit);
                if (asked.Kind != KeyKind.Wrapping)
                    throw new KeyNotFoundInStoreException(keyId);
                if (refused.Status == 403)
                    throw;
                throw new SealingException(
                    encrypted.Length == asked.ToRsaParameters().Modulus!.Length ? SealingFailure.TagMismatch : SealingFailure.WrongLength);
            }
        }, cancellation);
    }

    public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation)
    {
        VaultPlace place = _vaults.Find(key);
        return _publicKeys.GetAsync(place.Id, () => FetchAsync(place, null, cancellation), cancellation);
    }

    public async Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation)
    {
        VaultPlace place = _vaults.Find(key);
        List<KeyProperties> versions = await _calls.RunAsync(place.Id, limit => VersionsAsync(place, limit), cancellation);
        if (versions.Count == 0)
            throw new KeyNotFoundInStoreException(key.ToString());
        var usable = new List<PublicKeyInfo>();
        foreach (KeyProperties version in versions.Where(one => one.Enabled != false))
        {
            // What a version is never changes: each is asked for once.
            if (!_versions.TryGetValue(version.Id.AbsoluteUri, out PublicKeyInfo? known))
            {
                KeyVaultKey one = await _calls.RunAsync(
                    place.Id, async limit => (await place.Vault.GetKeyAsync(place.Name, version.Version, limit)).Value, cancellation);
                known = _versions.GetOrAdd(version.Id.AbsoluteUri, PublicOf(one));
            }

            usable.Add(known);
        }

        return usable;
    }

    public async Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation)
    {
        if (sha256.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException("the digest is not 32 bytes long", nameof(sha256));
        PublicKeyInfo current = await CurrentAsync(key, KeyKind.Signing, cancellation);
        (VaultPlace place, string version) = _vaults.Find(current.KeyId)!.Value;
        byte[] digest = sha256.ToArray();
        SignResult signed = await _calls.RunAsync(
            current.KeyId, limit => _vaults.Open(place, version).SignAsync(SignatureAlgorithm.ES256, digest, limit), cancellation);
        return new(current.KeyId, signed.Signature);
    }

    public async Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            return await FindAsync(key, kind, cancellation) ?? await MakeAsync(key, kind, cancellation);
        }
        finally
        {
            _making.Release();
        }
    }

    public async Task<string> RotateAsync(KeyName key, CancellationToken cancellation)
    {
        VaultPlace place = _vaults.Find(key);
        // CRASH: a version that nobody heard of is current all the same; it is found when the cache asks again.
        KeyVaultKey made = await _calls.RunAsync(
            place.Id, async limit => (await place.Vault.RotateKeyAsync(place.Name, limit)).Value, cancellation);
        PublicKeyInfo current = PublicOf(made);
        _publicKeys.Set(place.Id, current);
        return current.KeyId;
    }

    public Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation) => secret.Vault is null
        ? _secrets.GetAsync(secret.Name, cancellation)
        : throw new KeyNotFoundInStoreException(secret.ToString());

    public Task<byte[]?> FindSecretAsync(KeyName secret, CancellationToken cancellation) => secret.Vault is null
        ? _secrets.FindAsync(secret.Name, cancellation)
        : throw new KeyNotFoundInStoreException(secret.ToString());

    public Task<bool> TryPlaceAsync(KeyName secret, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        secret.Vault is not null ? throw new KeyNotFoundInStoreException(secret.ToString())
        : value.Length != SymmetricKey.Length ? throw new ArgumentException("a secret is 32 bytes long", nameof(value))
        : _secrets.TryPlaceAsync(secret.Name, value, cancellation);

    public void Dispose()
    {
        _making.Dispose();
        _secrets.Dispose();
    }

    private async Task<PublicKeyInfo> CurrentAsync(KeyName key, KeyKind kind, CancellationToken cancellation)
    {
        PublicKeyInfo current = await GetPublicKeyAsync(key, cancellation);
        return current.Kind == kind ? current : throw new KeyNotFoundInStoreException(key.ToString());
    }

    private async Task<string?> FindAsync(KeyName key, KeyKind kind, CancellationToken cancellation)
    {
        try
        {
            PublicKeyInfo current = await GetPublicKeyAsync(key, cancellation);
            return current.Kind == kind
                ? current.KeyId
                : throw new InvalidOperationException($"key {key.Name} exists and is of another kind");
        }
        catch (KeyNotFoundInStoreException)
        {
            return null;
        }
    }

    private async Task<string> MakeAsync(KeyName key, KeyKind kind, CancellationToken cancellation)
    {
        VaultPlace place = _vaults.Find(key);
        await _calls.RunAsync(place.Id, limit => kind == KeyKind.Wrapping
            ? place.Vault.CreateRsaKeyAsync(
                new CreateRsaKeyOptions(place.Name, _options.HardwareKeys)
                {
                    KeySize = _options.RsaBits,
                    KeyOperations = { KeyOperation.WrapKey, KeyOperation.UnwrapKey },
                }, limit)
            : place.Vault.CreateEcKeyAsync(
                new CreateEcKeyOptions(place.Name, _options.HardwareKeys)
                {
                    CurveName = KeyCurveName.P256,
                    KeyOperations = { KeyOperation.Sign, KeyOperation.Verify },
                }, limit), cancellation);
        // Whoever raced us may have made the version that is current now: everybody goes on with that one.
        return (await GetPublicKeyAsync(key, cancellation)).KeyId;
    }

    private static async Task<List<KeyProperties>> VersionsAsync(VaultPlace place, CancellationToken cancellation)
    {
        var versions = new List<KeyProperties>();
        await foreach (KeyProperties version in place.Vault.GetPropertiesOfKeyVersionsAsync(place.Name, cancellation))
            versions.Add(version);
        return versions;
    }

    private async Task<PublicKeyInfo> FetchAsync(VaultPlace place, string? version, CancellationToken cancellation)
    {
        KeyVaultKey key = await _calls.RunAsync(
            place.Id, async limit => (await place.Vault.GetKeyAsync(place.Name, version, limit)).Value, cancellation);
        DateTimeOffset now = _time.GetUtcNow();
        // The vault would not let it be used; wrapping in process must not get round that.
        return key.Properties.Enabled == false || key.Properties.NotBefore > now || key.Properties.ExpiresOn <= now
            ? throw new KeyUnavailableException(key.Id.AbsoluteUri)
            : PublicOf(key);
    }

    private static PublicKeyInfo PublicOf(KeyVaultKey key)
    {
        string id = key.Id.AbsoluteUri;
        if (key.KeyType == KeyType.Rsa || key.KeyType == KeyType.RsaHsm)
        {
            using var rsa = key.Key.ToRSA();
            return new(id, KeyKind.Wrapping, rsa.ExportSubjectPublicKeyInfo());
        }

        if ((key.KeyType == KeyType.Ec || key.KeyType == KeyType.EcHsm) && key.Key.CurveName == KeyCurveName.P256)
        {
            using var ecdsa = key.Key.ToECDsa();
            return new(id, KeyKind.Signing, ecdsa.ExportSubjectPublicKeyInfo());
        }

        throw new KeyNotFoundInStoreException(id);
    }
}
