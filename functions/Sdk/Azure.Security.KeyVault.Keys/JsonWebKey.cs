using System.Security.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>The public half of a key. Source: RFC 7517, RFC 7518 section 6.</summary>
public class JsonWebKey
{
    internal JsonWebKey(KeyType keyType) => KeyType = keyType;

    /// <summary>Full id with the version.</summary>
    public string? Id { get; internal set; }

    public KeyType KeyType { get; }

    public KeyCurveName? CurveName { get; internal set; }

    /// <summary>RSA modulus, big-endian.</summary>
    public byte[]? N { get; internal set; }

    /// <summary>RSA public exponent, big-endian.</summary>
    public byte[]? E { get; internal set; }

    /// <summary>X coordinate, big-endian.</summary>
    public byte[]? X { get; internal set; }

    /// <summary>Y coordinate, big-endian.</summary>
    public byte[]? Y { get; internal set; }

    /// <summary>The key for the platform; the caller disposes of it.</summary>
    /// <exception cref="InvalidOperationException">Not an RSA key, or the private half is asked for: the vault keeps it.</exception>
    public RSA ToRSA(bool includePrivateParameters = false)
    {
        if (includePrivateParameters || (KeyType != KeyType.Rsa && KeyType != KeyType.RsaHsm))
            throw new InvalidOperationException("not a public RSA key");
        return RSA.Create(new RSAParameters { Modulus = N, Exponent = E });
    }

    /// <summary>The key for the platform; the caller disposes of it.</summary>
    /// <exception cref="InvalidOperationException">Not a key on P-256, or the private half is asked for: the vault keeps it.</exception>
    public ECDsa ToECDsa(bool includePrivateParameters = false)
    {
        if (includePrivateParameters || (KeyType != KeyType.Ec && KeyType != KeyType.EcHsm) || CurveName != KeyCurveName.P256)
            throw new InvalidOperationException("not a public key on P-256");
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X, Y = Y } });
    }
}
