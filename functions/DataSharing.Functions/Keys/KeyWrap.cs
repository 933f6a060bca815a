using System.Collections.Concurrent;

namespace DataSharing.Functions.Keys;

/// <summary>
/// Wraps with a public key in process, the same for every adapter and for agencies' own keys.
/// Source: RFC 7518 section 4.3 (RSA-OAEP-256: OAEP with SHA-256 for both hash and mask).
/// </summary>
public static class KeyWrap
{
    private const int Remembered = 1000;

    // By digest of the public key. Reading a key costs several times as much as using it, and a platform key object is not
    // promised to be thread-safe: as many are kept as were ever needed at once.
    private static readonly ConcurrentDictionary<string, ConcurrentBag<RSA>> Imported = new(StringComparer.Ordinal);

    /// <summary>The one padding in use.</summary>
    public static RSAEncryptionPadding Padding => RSAEncryptionPadding.OaepSHA256;

    /// <summary>Wraps a key for the holder of the private half.</summary>
    public static WrappedKey Wrap(PublicKeyInfo publicKey, ReadOnlySpan<byte> key)
    {
        string digest = Convert.ToHexString(SHA256.HashData(publicKey.SubjectPublicKeyInfo.Span));
        if (!Imported.TryGetValue(digest, out ConcurrentBag<RSA>? idle))
        {
            if (Imported.Count >= Remembered)
                Imported.Clear();
            idle = Imported.GetOrAdd(digest, _ => []);
        }

        RSA rsa = idle.TryTake(out RSA? known) ? known : Import(publicKey.SubjectPublicKeyInfo.Span);
        byte[] wrapped = rsa.Encrypt(key, Padding);
        idle.Add(rsa);
        return new(publicKey.KeyId, wrapped);
    }

    private static RSA Import(ReadOnlySpan<byte> publicKey)
    {
        var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return rsa;
    }
}
