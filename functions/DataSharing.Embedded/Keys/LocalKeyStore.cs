using System.Collections.Concurrent;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;

namespace DataSharing.Embedded.Keys;

/// <summary>
/// Keys in a directory of this machine: <c>keys/{name}/{version}.pem</c> (PKCS#8; a holder's an AES key) and <c>secrets/{name}</c>,
/// readable by their owner alone. Whoever can read the directory can open everything; keep it off the disk of the database if you
/// can. Keys are made when first needed and read once. One process a directory. Thread-safe.
/// </summary>
public sealed class LocalKeyStore : IKeyService, ISecretImport
{
    /// <summary>
    /// Default size of wrapping keys. 2048 bits resist as long as NIST SP 800-57 plans (to 2030), are made and used
    /// several times faster than 3072 on a small machine, and are not the weak side of a store whose private keys lie
    /// in files. Use 3072 for keys that must protect beyond that: rotation gives new versions the new size.
    /// </summary>
    public const int DefaultRsaBits = 2048;

    private const string IdPrefix = "local:keys/";

    private readonly string _keys;
    private readonly string _secrets;
    private readonly int _rsaBits;
    private readonly ConcurrentDictionary<string, Ring> _rings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _secretCache = new(StringComparer.Ordinal);

    /// <summary>Opens the directory, or makes it.</summary>
    /// <exception cref="InvalidOperationException">A directory or file in it is open to others; the message names it and the
    /// remedy.</exception>
    public LocalKeyStore(string directory, int rsaBits = DefaultRsaBits)
    {
        if (rsaBits is not (2048 or 3072 or 4096))
            throw new ArgumentOutOfRangeException(nameof(rsaBits), "2048, 3072 or 4096");
        _rsaBits = rsaBits;
        string root = Root = Path.GetFullPath(directory);
        _keys = Path.Combine(root, "keys");
        _secrets = Path.Combine(root, "secrets");
        foreach (string path in (string[])[root, _keys, _secrets])
            PrivateFiles.OpenDirectory(path);
        foreach (string path in Directory.EnumerateDirectories(_keys))
            PrivateFiles.OpenDirectory(path);
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            PrivateFiles.Check(file);
    }

    /// <summary>The directory; what is kept with the keys lies there too.</summary>
    public string Root { get; }

    public Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
        Task.FromResult(Current(key, KeyKind.Wrapping).Wrap(contentKey.Span));

    public Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
    {
        LocalKey? key = Find(keyId);
        return key is { Public.Kind: KeyKind.Wrapping }
            ? Task.FromResult(key.Unwrap(wrapped.Span))
            : throw new KeyNotFoundInStoreException(keyId);
    }

    public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation) =>
        Task.FromResult(RingOf(key).Current is { IsSymmetric: false } current ? current.Public : throw NotFound(key));

    public Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation)
    {
        PublicKeyInfo[] versions = [.. RingOf(key).Versions.Where(one => !one.IsSymmetric).Select(one => one.Public)];
        return Task.FromResult<IReadOnlyList<PublicKeyInfo>>(versions.Length > 0 ? versions : throw NotFound(key));
    }

    public Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation)
    {
        if (sha256.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException("the digest is not 32 bytes long", nameof(sha256));
        LocalKey current = Current(key, KeyKind.Signing);
        return Task.FromResult(new SignedDigest(current.Public.KeyId, current.Sign(sha256.Span)));
    }

    // Making an RSA key takes part of a second of one core: off the caller's thread, and only one at a time per name.
    public Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation) =>
        EnsureAsync(key, kind, symmetric: false, cancellation);

    // AES (RFC 5649): opening costs a microsecond instead of half a millisecond, on each first look at a case. RSA would add
    // nothing here, where whoever may wrap may read the private key too. Holder keys made before stay what they are.
    public Task<string> EnsureHolderKeyAsync(KeyName key, CancellationToken cancellation) =>
        EnsureAsync(key, KeyKind.Wrapping, symmetric: true, cancellation);

    private Task<string> EnsureAsync(KeyName key, KeyKind kind, bool symmetric, CancellationToken cancellation)
    {
        Ring ring = RingOf(key);
        return ring.Current is { } current ? Task.FromResult(SameKind(current, key, kind)) : Task.Run(() =>
        {
            lock (ring)
                return ring.Current is { } made ? SameKind(made, key, kind) : Add(ring, key, kind, symmetric);
        }, cancellation);
    }

    public Task<string> RotateAsync(KeyName key, CancellationToken cancellation)
    {
        Ring ring = RingOf(key);
        return Task.Run(() =>
        {
            lock (ring)
                return ring.Current is { } current ? Add(ring, key, current.Public.Kind, current.IsSymmetric) : throw NotFound(key);
        }, cancellation);
    }

    public Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation)
    {
        RequireOwn(secret);
        byte[] bytes = _secretCache.GetOrAdd(secret.Name, name =>
        {
            string path = Path.Combine(_secrets, name);
            byte[] fresh = RandomNumberGenerator.GetBytes(SymmetricKey.Length);
            // Whoever loses the race reads the winner's: the file, not the cache, says what the secret is.
            return TryCreate(name, path, fresh) ? fresh : PrivateFiles.Read(path);
        });
        return bytes.Length == SymmetricKey.Length
            ? Task.FromResult(bytes.ToArray())
            : throw new InvalidDataException($"the file of secret {secret.Name} does not hold 32 bytes");
    }

    public Task<byte[]?> FindSecretAsync(KeyName secret, CancellationToken cancellation)
    {
        RequireOwn(secret);
        // Not from memory: a file that was taken away is gone, whoever still remembers it.
        string path = Path.Combine(_secrets, secret.Name);
        if (!File.Exists(path))
            return Task.FromResult<byte[]?>(null);
        byte[] bytes = PrivateFiles.Read(path);
        return bytes.Length == SymmetricKey.Length
            ? Task.FromResult<byte[]?>(bytes)
            : throw new InvalidDataException($"the file of secret {secret.Name} does not hold 32 bytes");
    }

    public async Task<bool> TryPlaceAsync(KeyName secret, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        RequireOwn(secret);
        if (value.Length != SymmetricKey.Length)
            throw new ArgumentException("a secret is 32 bytes long", nameof(value));
        if (TryCreate(secret.Name, Path.Combine(_secrets, secret.Name), value.Span))
            return true;
        byte[] there = await GetSecretAsync(secret, cancellation);
        bool same = CryptographicOperations.FixedTimeEquals(there, value.Span);
        CryptographicOperations.ZeroMemory(there);
        return same;
    }

    private string Add(Ring ring, KeyName key, KeyKind kind, bool symmetric)
    {
        string directory = Path.Combine(_keys, key.Name);
        PrivateFiles.OpenDirectory(directory);
        (string? pem, string? thumbprint) = symmetric ? LocalKey.GenerateSymmetric() : LocalKey.Generate(kind, _rsaBits);
        // After the last one, not after as many as there are: an operator may have taken one away.
        int number = ring.Current is { } last ? int.Parse(last.Public.KeyId.Split('/')[^1].Split('-')[0], CultureInfo.InvariantCulture) : 0;
        string version = string.Create(CultureInfo.InvariantCulture, $"{number + 1:D4}-{thumbprint}");
        byte[] file = Encoding.ASCII.GetBytes(pem);
        if (!TryCreate(key.Name, Path.Combine(directory, version + ".pem"), file))
            throw new KeyUnavailableException(key.Name);
        var made = LocalKey.Load(IdOf(key.Name, version), version, file);
        ring.Versions = [.. ring.Versions, made];
        return made.Public.KeyId;
    }

    // A full disk is no reason to fail in words of the file system: there is no key now, and there may be one later.
    private static bool TryCreate(string name, string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return PrivateFiles.TryCreate(path, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KeyUnavailableException(name, failure);
        }
    }

    private LocalKey Current(KeyName key, KeyKind kind) =>
        RingOf(key).Current is { } current && current.Public.Kind == kind ? current : throw NotFound(key);

    private LocalKey? Find(string keyId)
    {
        string[] parts = keyId.StartsWith(IdPrefix, StringComparison.Ordinal) ? keyId[IdPrefix.Length..].Split('/') : [];
        // The name becomes a path: only one that a key could have been made under is looked for.
        if (parts.Length != 2 || !KeyName.IsValid(parts[0]))
            return null;
        return RingOf(new(parts[0])).Versions.FirstOrDefault(version => version.Public.KeyId == keyId);
    }

    private Ring RingOf(KeyName key)
    {
        RequireOwn(key);
        return _rings.TryGetValue(key.Name, out Ring? known) ? known : LoadRing(key.Name);
    }

    private Ring LoadRing(string name)
    {
        string directory = Path.Combine(_keys, name);
        IEnumerable<LocalKey> versions = Existing(directory, "*.pem").Order(StringComparer.Ordinal).Select(path =>
        {
            string version = Path.GetFileNameWithoutExtension(path);
            return LocalKey.Load(IdOf(name, version), version, PrivateFiles.Read(path));
        });
        // INVARIANT: a name has one ring for the life of the store; adding a version locks it.
        return _rings.GetOrAdd(name, _ => new Ring { Versions = [.. versions] });
    }

    private static string SameKind(LocalKey existing, KeyName key, KeyKind kind) => existing.Public.Kind == kind
        ? existing.Public.KeyId
        : throw new InvalidOperationException($"key {key.Name} exists and is of another kind");

    private static void RequireOwn(KeyName key)
    {
        if (key.Vault is not null)
            throw NotFound(key);
    }

    private static KeyNotFoundInStoreException NotFound(KeyName key) => new(key.ToString());

    private static string IdOf(string name, string version) => $"{IdPrefix}{name}/{version}";

    private static string[] Existing(string directory, string files) =>
        Directory.Exists(directory) ? Directory.GetFiles(directory, files) : [];

    /// <summary>All versions of one key, oldest first. Replaced as a whole under its lock; read without one.</summary>
    private sealed class Ring
    {
        private volatile IReadOnlyList<LocalKey> _versions = [];

        public IReadOnlyList<LocalKey> Versions { get => _versions; set => _versions = value; }

        public LocalKey? Current => _versions is [.., var last] ? last : null;
    }
}
