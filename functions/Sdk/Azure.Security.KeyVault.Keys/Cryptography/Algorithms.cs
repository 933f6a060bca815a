namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>How a key is wrapped. Source: RFC 7518 section 4.1.</summary>
public readonly struct KeyWrapAlgorithm(string value) : IEquatable<KeyWrapAlgorithm>
{
    private readonly string? _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>RSA-OAEP with SHA-256 for hash and mask.</summary>
    public static KeyWrapAlgorithm RsaOaep256 { get; } = new("RSA-OAEP-256");

    public static bool operator ==(KeyWrapAlgorithm left, KeyWrapAlgorithm right) => left.Equals(right);

    public static bool operator !=(KeyWrapAlgorithm left, KeyWrapAlgorithm right) => !left.Equals(right);

    public static implicit operator KeyWrapAlgorithm(string value) => new(value);

    public bool Equals(KeyWrapAlgorithm other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is KeyWrapAlgorithm other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}

/// <summary>How a digest is signed. Source: RFC 7518 section 3.1.</summary>
public readonly struct SignatureAlgorithm(string value) : IEquatable<SignatureAlgorithm>
{
    private readonly string? _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>ECDSA on P-256 over a SHA-256 digest; the signature is r and s, 32 bytes each.</summary>
    public static SignatureAlgorithm ES256 { get; } = new("ES256");

    public static bool operator ==(SignatureAlgorithm left, SignatureAlgorithm right) => left.Equals(right);

    public static bool operator !=(SignatureAlgorithm left, SignatureAlgorithm right) => !left.Equals(right);

    public static implicit operator SignatureAlgorithm(string value) => new(value);

    public bool Equals(SignatureAlgorithm other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is SignatureAlgorithm other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}
