using System.Collections.Concurrent;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;

namespace DataSharing.Embedded.Keys;

/// <summary>
/// One version of one key, loaded from its file. The version ends in a thumbprint of the public key, so that a file
/// put in another's place is noticed and an id never means two keys. Thread-safe.
/// </summary>
internal sealed class LocalKey
{
    private const string SymmetricLabel = "AES KEY";

    private readonly byte[] _privateKey;
    // A platform key object is not promised to be thread-safe, and importing one costs more than using it: keep as many
    // as were ever needed at once.
    private readonly ConcurrentBag<RSA> _wrapping = [];
    private readonly ConcurrentBag<ECDsa> _signing = [];

    private LocalKey(string id, KeyKind kind, byte[] privateKey, byte[] publicKey)
    {
        Public = new(id, kind, publicKey);
        _privateKey = privateKey;
    }

    public PublicKeyInfo Public { get; }

    /// <summary>An AES key: it wraps, and there is no public half.</summary>
    public bool IsSymmetric => Public.SubjectPublicKeyInfo.IsEmpty;

    /// <summary>A new AES-256 key in PEM, with the thumbprint that ends its version: of 256 random bits, which it does not tell.</summary>
    public static (string Pem, string Thumbprint) GenerateSymmetric()
    {
        byte[] key = RandomNumberGenerator.GetBytes(SymmetricKey.Length);
        return (PemEncoding.WriteString(SymmetricLabel, key), ThumbprintOf(key));
    }

    /// <summary>A new key in PKCS#8 PEM, with the thumbprint that ends its version.</summary>
    public static (string Pem, string Thumbprint) Generate(KeyKind kind, int rsaBits)
    {
        using AsymmetricAlgorithm key = kind == KeyKind.Wrapping
            ? RSA.Create(rsaBits)
            : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), ThumbprintOf(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads a key from its file's text.</summary>
    /// <exception cref="InvalidDataException">Not a PKCS#8 or AES key, or not the one that the version names.</exception>
    public static LocalKey Load(string id, string version, byte[] file)
    {
        try
        {
            string pem = Encoding.ASCII.GetString(file);
            PemFields fields = PemEncoding.Find(pem);
            byte[] privateKey = Convert.FromBase64String(pem[fields.Base64Data]);
            if (pem[fields.Label] == SymmetricLabel)
                return privateKey.Length == SymmetricKey.Length && version.EndsWith(ThumbprintOf(privateKey), StringComparison.Ordinal)
                    ? new(id, KeyKind.Wrapping, privateKey, [])
                    : throw new FormatException();
            KeyKind kind = KindOf(privateKey, out byte[]? publicKey);
            if (version.EndsWith(ThumbprintOf(publicKey), StringComparison.Ordinal))
                return new(id, kind, privateKey, publicKey);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or FormatException)
        {
            // The parser's message could quote the file: it does not travel.
        }
        throw new InvalidDataException($"the file of key {id} does not hold that key");
    }

    public WrappedKey Wrap(ReadOnlySpan<byte> key)
    {
        if (!IsSymmetric)
            return KeyWrap.Wrap(Public, key);
        using var aes = Aes.Create();
        aes.SetKey(_privateKey);
        return new(Public.KeyId, aes.EncryptKeyWrapPadded(key));
    }

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped) => IsSymmetric ? UnwrapSymmetric(wrapped) : UnwrapRsa(wrapped);

    private byte[] UnwrapSymmetric(ReadOnlySpan<byte> wrapped)
    {
        using var aes = Aes.Create();
        aes.SetKey(_privateKey);
        try
        {
            return aes.DecryptKeyWrapPadded(wrapped);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            throw new SealingException(refused is ArgumentException ? SealingFailure.WrongLength : SealingFailure.TagMismatch);
        }
    }

    private byte[] UnwrapRsa(ReadOnlySpan<byte> wrapped)
    {
        RSA rsa = _wrapping.TryTake(out RSA? idle) ? idle : ImportRsa(_privateKey);
        try
        {
            return rsa.Decrypt(wrapped, KeyWrap.Padding);
        }
        catch (CryptographicException)
        {
            throw new SealingException(
                wrapped.Length == rsa.KeySize / 8 ? SealingFailure.TagMismatch : SealingFailure.WrongLength);
        }
        finally
        {
            _wrapping.Add(rsa);
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> digest)
    {
        ECDsa ecdsa = _signing.TryTake(out ECDsa? idle) ? idle : ImportEcdsa(_privateKey);
        try
        {
            return ecdsa.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _signing.Add(ecdsa);
        }
    }

    private static KeyKind KindOf(byte[] privateKey, out byte[] publicKey)
    {
        try
        {
            using RSA rsa = ImportRsa(privateKey);
            publicKey = rsa.ExportSubjectPublicKeyInfo();
            return KeyKind.Wrapping;
        }
        catch (CryptographicException)
        {
            using ECDsa ecdsa = ImportEcdsa(privateKey);
            publicKey = ecdsa.ExportSubjectPublicKeyInfo();
            return KeyKind.Signing;
        }
    }

    private static RSA ImportRsa(byte[] privateKey)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(privateKey, out _);
        return rsa;
    }

    private static ECDsa ImportEcdsa(byte[] privateKey)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(privateKey, out _);
        return ecdsa;
    }

    private static string ThumbprintOf(byte[] publicKey) =>
        Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));
}
