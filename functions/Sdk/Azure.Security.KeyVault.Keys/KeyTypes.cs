namespace Azure.Security.KeyVault.Keys;

/// <summary>Kind of a key, as the service writes it.</summary>
public readonly struct KeyType(string value) : IEquatable<KeyType>
{
    private readonly string? _value = value ?? throw new ArgumentNullException(nameof(value));

    public static KeyType Ec { get; } = new("EC");

    /// <summary>EC, made and kept in a hardware security module.</summary>
    public static KeyType EcHsm { get; } = new("EC-HSM");

    public static KeyType Rsa { get; } = new("RSA");

    /// <summary>RSA, made and kept in a hardware security module.</summary>
    public static KeyType RsaHsm { get; } = new("RSA-HSM");

    public static bool operator ==(KeyType left, KeyType right) => left.Equals(right);

    public static bool operator !=(KeyType left, KeyType right) => !left.Equals(right);

    public static implicit operator KeyType(string value) => new(value);

    public bool Equals(KeyType other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is KeyType other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}

/// <summary>Elliptic curve of a key, as the service writes it.</summary>
public readonly struct KeyCurveName(string value) : IEquatable<KeyCurveName>
{
    private readonly string? _value = value ?? throw new ArgumentNullException(nameof(value));

    public static KeyCurveName P256 { get; } = new("P-256");

    public static bool operator ==(KeyCurveName left, KeyCurveName right) => left.Equals(right);

    public static bool operator !=(KeyCurveName left, KeyCurveName right) => !left.Equals(right);

    public static implicit operator KeyCurveName(string value) => new(value);

    public bool Equals(KeyCurveName other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is KeyCurveName other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}

/// <summary>What a key may be used for, as the service writes it.</summary>
public readonly struct KeyOperation(string value) : IEquatable<KeyOperation>
{
    private readonly string? _value = value ?? throw new ArgumentNullException(nameof(value));

    public static KeyOperation Sign { get; } = new("sign");

    public static KeyOperation Verify { get; } = new("verify");

    public static KeyOperation WrapKey { get; } = new("wrapKey");

    public static KeyOperation UnwrapKey { get; } = new("unwrapKey");

    public static bool operator ==(KeyOperation left, KeyOperation right) => left.Equals(right);

    public static bool operator !=(KeyOperation left, KeyOperation right) => !left.Equals(right);

    public static implicit operator KeyOperation(string value) => new(value);

    public bool Equals(KeyOperation other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is KeyOperation other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}
