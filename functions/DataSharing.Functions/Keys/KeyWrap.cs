using System.Security.Cryptography;

namespace DataSharing.Functions.Keys;

/// <summary>
/// Wraps with a public key in process, the same for every adapter and for agencies' own keys.
/// Source: RFC 7518 section 4.3 (RSA-OAEP-256: OAEP with SHA-256 for both hash and mask).
/// </summary>
public static class KeyWrap
{
    /// <summary>The one padding in use.</summary>
    public static RSAEncryptionPadding Padding => RSAEncryptionPadding.OaepSHA256;

    /// <summary>Wraps a key for the holder of the private half.</summary>
    public static WrappedKey Wrap(PublicKeyInfo publicKey, ReadOnlySpan<byte> key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey.SubjectPublicKeyInfo.Span, out _);
        return new(publicKey.KeyId, rsa.Encrypt(key, Padding));
    }
}
