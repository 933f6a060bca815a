using System.Buffers;

namespace DataSharing.Functions.Keys;

/// <summary>What a key is for.</summary>
public enum KeyKind
{
    /// <summary>RSA, wraps keys with RSA-OAEP-256.</summary>
    Wrapping,
    /// <summary>EC on P-256, signs with ES256.</summary>
    Signing,
}

/// <summary>
/// Name of a key without its version: 1 to 127 letters, digits and hyphens, which every store can hold. Derive it
/// from an opaque registration id, never from an agency's or a person's name.
/// </summary>
public sealed record KeyName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    // After what its check needs: statics are made in their order.
    /// <summary>The secret under which links and spoken codes are kept: without it every one in people's hands is dead.</summary>
    public static readonly KeyName WithdrawalLinks = new("withdrawal-links");

    /// <summary>Checks the name.</summary>
    /// <exception cref="ArgumentException">The name has other characters or another length.</exception>
    public KeyName(string name, Uri? vault = null)
    {
        if (!IsValid(name))
            throw new ArgumentException("a key name is 1 to 127 letters, digits and hyphens", nameof(name));
        Name = name;
        Vault = vault;
    }

    /// <summary>The name inside its store.</summary>
    public string Name { get; }

    /// <summary>The agency's own vault; null for the hub's store.</summary>
    public Uri? Vault { get; }

    /// <summary>Whether a key can have this name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 127 && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <inheritdoc/>
    public override string ToString() => Vault is null ? Name : $"{Vault}keys/{Name}";
}

/// <summary>A wrapped key and the full, versioned id of the key that unwraps it.</summary>
public sealed record WrappedKey(string KeyId, byte[] EncryptedKey);

/// <summary>An ES256 signature as raw r‖s (64 bytes) and the full, versioned id of the key that made it.</summary>
public sealed record SignedDigest(string KeyId, byte[] Signature);

/// <summary>The public half of one version of a key.</summary>
/// <param name="KeyId">Full, versioned id.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="SubjectPublicKeyInfo">The public key in X.509 SubjectPublicKeyInfo form (DER).</param>
public sealed record PublicKeyInfo(string KeyId, KeyKind Kind, ReadOnlyMemory<byte> SubjectPublicKeyInfo)
{
    /// <summary>The RSA modulus and exponent of a wrapping key.</summary>
    /// <exception cref="CryptographicException">The key is not RSA.</exception>
    public RSAParameters ToRsaParameters()
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo.Span, out _);
        return rsa.ExportParameters(includePrivateParameters: false);
    }
}
