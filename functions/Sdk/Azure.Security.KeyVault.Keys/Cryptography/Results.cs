namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>A key wrapped by the key that <see cref="KeyId"/> names in full.</summary>
public class WrapResult
{
    internal WrapResult(string keyId, byte[] encryptedKey, KeyWrapAlgorithm algorithm) =>
        (KeyId, EncryptedKey, Algorithm) = (keyId, encryptedKey, algorithm);

    public string KeyId { get; }

    public byte[] EncryptedKey { get; }

    public KeyWrapAlgorithm Algorithm { get; }
}

/// <summary>A key that was unwrapped; the caller zeroes it.</summary>
public class UnwrapResult
{
    internal UnwrapResult(string keyId, byte[] key, KeyWrapAlgorithm algorithm) =>
        (KeyId, Key, Algorithm) = (keyId, key, algorithm);

    public string KeyId { get; }

    public byte[] Key { get; }

    public KeyWrapAlgorithm Algorithm { get; }
}

/// <summary>A signature and the full id of the key that made it.</summary>
public class SignResult
{
    internal SignResult(string keyId, byte[] signature, SignatureAlgorithm algorithm) =>
        (KeyId, Signature, Algorithm) = (keyId, signature, algorithm);

    public string KeyId { get; }

    public byte[] Signature { get; }

    public SignatureAlgorithm Algorithm { get; }
}

/// <summary>Whether a signature holds.</summary>
public class VerifyResult
{
    internal VerifyResult(string keyId, bool isValid, SignatureAlgorithm algorithm) =>
        (KeyId, IsValid, Algorithm) = (keyId, isValid, algorithm);

    public string KeyId { get; }

    public bool IsValid { get; }

    public SignatureAlgorithm Algorithm { get; }
}
