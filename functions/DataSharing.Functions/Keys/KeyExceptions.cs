namespace DataSharing.Functions.Keys;

/// <summary>
/// The store has no such key, version or kind. Trying again does not help. The message names the key id, which is opaque.
/// </summary>
public sealed class KeyNotFoundInStoreException(string keyId) : Exception($"key not found: {keyId}")
{
    /// <summary>Id or name of the key asked for.</summary>
    public string KeyId { get; } = keyId;
}

/// <summary>The store cannot be asked now, or no longer lets us. The message names the key id, which is opaque.</summary>
public sealed class KeyUnavailableException(string keyId, Exception? inner = null)
    : Exception($"key unavailable: {keyId}", inner)
{
    /// <summary>Id or name of the key asked for.</summary>
    public string KeyId { get; } = keyId;
}
