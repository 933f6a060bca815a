namespace Azure.Security.KeyVault.Keys;

/// <summary>One version of a key, as the vault shows it: the private half never leaves the vault.</summary>
public class KeyVaultKey
{
    internal KeyVaultKey(JsonWebKey key, KeyProperties properties)
    {
        Key = key;
        Properties = properties;
    }

    /// <summary>The public half.</summary>
    public JsonWebKey Key { get; }

    /// <summary>Full id with the version.</summary>
    public Uri Id => Properties.Id;

    public string Name => Properties.Name;

    public KeyType KeyType => Key.KeyType;

    public KeyProperties Properties { get; }
}

/// <summary>What the vault says about a version of a key.</summary>
public class KeyProperties
{
    internal KeyProperties(Uri id)
    {
        // https://{vault}/keys/{name}/{version}
        string[] parts = id.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["keys", _, _])
            throw new FormatException("the vault answered with a key id that is none");
        Id = id;
        VaultUri = new Uri(id.GetLeftPart(UriPartial.Authority));
        Name = parts[1];
        Version = parts[2];
    }

    public Uri Id { get; }

    public Uri VaultUri { get; }

    public string Name { get; }

    public string Version { get; }

    public bool? Enabled { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public DateTimeOffset? CreatedOn { get; internal set; }

    public DateTimeOffset? UpdatedOn { get; internal set; }
}
