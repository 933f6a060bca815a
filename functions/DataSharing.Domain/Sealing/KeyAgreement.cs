namespace DataSharing.Domain.Sealing;

/// <summary>
/// Wraps a content key for the holder of an EC key: <c>ECDH-ES+A256KW</c>. Pure but for the random key pair; thread-safe.
/// Source: RFC 7518 section 4.6.
/// </summary>
public static class KeyAgreement
{
    /// <summary>Wraps for a recipient, with a key pair that is made for this package and forgotten.</summary>
    /// <param name="recipient">Its public point, from <see cref="NistCurve.Read"/>.</param>
    /// <param name="key">The content key, of 32 bytes.</param>
    /// <exception cref="CryptographicException">The platform refuses the point.</exception>
    public static (EphemeralKey Ephemeral, byte[] EncryptedKey) Wrap(NistCurve curve, ECPoint recipient, ReadOnlySpan<byte> key)
    {
        using var own = ECDiffieHellman.Create(curve.Platform);
        return (
            EphemeralKey.Of(curve, own.ExportParameters(includePrivateParameters: false).Q),
            Wrap(own, curve, recipient, key));
    }

    internal static byte[] Wrap(ECDiffieHellman own, NistCurve curve, ECPoint recipient, ReadOnlySpan<byte> key)
    {
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = curve.Platform, Q = recipient });
        byte[] secret = own.DeriveRawSecretAgreement(other.PublicKey);
        // No party names go in: who it is for stands in the authenticated header.
        byte[] wrapping = ConcatKdf.Derive(secret, PackageHeader.EcAlgorithm, [], [], SymmetricKey.Length);
        try
        {
            // The wrapping key follows from a key pair of this package alone: it wraps nothing else.
            return AesKeyWrap.Wrap(wrapping, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(wrapping);
        }
    }
}
