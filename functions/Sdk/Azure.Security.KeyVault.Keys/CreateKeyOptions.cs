namespace Azure.Security.KeyVault.Keys;

/// <summary>What every new key can be given.</summary>
public class CreateKeyOptions
{
    /// <summary>What the key may be used for; empty: everything its kind can do.</summary>
    public IList<KeyOperation> KeyOperations { get; } = [];

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public bool? Enabled { get; set; }
}

/// <summary>A new RSA key.</summary>
public class CreateRsaKeyOptions : CreateKeyOptions
{
    /// <param name="hardwareProtected">Made and kept in a hardware security module.</param>
    public CreateRsaKeyOptions(string name, bool hardwareProtected = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        HardwareProtected = hardwareProtected;
        KeyType = hardwareProtected ? KeyType.RsaHsm : KeyType.Rsa;
    }

    public string Name { get; }

    public KeyType KeyType { get; }

    /// <summary>In bits; null: the service's default.</summary>
    public int? KeySize { get; set; }

    public bool HardwareProtected { get; }
}

/// <summary>A new elliptic-curve key.</summary>
public class CreateEcKeyOptions : CreateKeyOptions
{
    /// <param name="hardwareProtected">Made and kept in a hardware security module.</param>
    public CreateEcKeyOptions(string name, bool hardwareProtected = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        HardwareProtected = hardwareProtected;
        KeyType = hardwareProtected ? KeyType.EcHsm : KeyType.Ec;
    }

    public string Name { get; }

    public KeyType KeyType { get; }

    /// <summary>Null: the service's default.</summary>
    public KeyCurveName? CurveName { get; set; }

    public bool HardwareProtected { get; }
}
