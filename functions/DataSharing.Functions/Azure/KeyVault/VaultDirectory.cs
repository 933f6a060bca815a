using System.Collections.Concurrent;
using System.Collections.Frozen;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Azure.Security.KeyVault.Secrets;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>A key in a vault that may be spoken to.</summary>
internal sealed record VaultPlace(KeyClient Vault, string Name)
{
    /// <summary>Full id without version.</summary>
    public string Id => $"{Vault.VaultUri}keys/{Name}";
}

/// <summary>
/// The vaults that may be spoken to, each with its client. Key ids come from documents; sending one to a host that nobody
/// registered would hand that host a token and the wrapped key.
/// </summary>
internal sealed class VaultDirectory
{
    // A version is 32 hexadecimal digits. Source: Azure Key Vault, "Keys, secrets and certificates overview", object identifiers.
    private const int VersionLength = 32;
    private const int Remembered = 1000;

    private readonly AzureConnection _connection;
    private readonly VaultKeyOptions _options;
    private readonly KeyClient _hub;
    private readonly FrozenDictionary<string, KeyClient> _byAuthority;
    private readonly ConcurrentDictionary<string, CryptographyClient> _keys = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An address is not that of a vault; the message names it.</exception>
    public VaultDirectory(AzureConnection connection, VaultKeyOptions options)
    {
        (_connection, _options) = (connection, options);
        _byAuthority = options.AgencyVaults.Values.Append(options.Vault).DistinctBy(AuthorityOf)
            .ToFrozenDictionary(AuthorityOf, Connect, StringComparer.Ordinal);
        _hub = _byAuthority[AuthorityOf(options.Vault)];
    }

    /// <summary>Client of the hub's secrets.</summary>
    public SecretClient Secrets()
    {
        var options = new SecretClientOptions { DisableChallengeResourceVerification = _hub.VaultUri.IsLoopback };
        Configure(options);
        return new SecretClient(_hub.VaultUri, _connection.Credential, options);
    }

    /// <exception cref="KeyNotFoundInStoreException">The key names a vault that is not registered.</exception>
    public VaultPlace Find(KeyName key)
    {
        Uri? vault = key.Vault ?? _options.AgencyVaults.GetValueOrDefault(key.Name);
        if (vault is null)
            return new(_hub, key.Name);
        return _byAuthority.TryGetValue(vault.GetLeftPart(UriPartial.Authority), out KeyClient? client)
            ? new(client, key.Name)
            : throw new KeyNotFoundInStoreException(key.ToString());
    }

    /// <summary>The key of a full, versioned id; null when it is none or lies in a vault that is not registered.</summary>
    public (VaultPlace Place, string Version)? Find(string keyId)
    {
        if (!Uri.TryCreate(keyId, UriKind.Absolute, out Uri? id) || id.UserInfo.Length + id.Query.Length + id.Fragment.Length > 0)
            return null;
        if (!_byAuthority.TryGetValue(id.GetLeftPart(UriPartial.Authority), out KeyClient? client))
            return null;
        return id.AbsolutePath.Split('/') is ["", "keys", var name, { Length: VersionLength } version]
            && KeyName.IsValid(name) && version.All(char.IsAsciiHexDigit)
                ? (new(client, name), version)
                : null;
    }

    public CryptographyClient Open(VaultPlace place, string version)
    {
        string id = $"{place.Id}/{version}";
        if (_keys.TryGetValue(id, out CryptographyClient? known))
            return known;
        if (_keys.Count >= Remembered)
            _keys.Clear();
        return _keys.GetOrAdd(id, _ => place.Vault.GetCryptographyClient(place.Name, version));
    }

    private static string AuthorityOf(Uri vault) =>
        VaultKeyOptions.IsVault(vault)
            ? vault.GetLeftPart(UriPartial.Authority)
            : throw new ArgumentException($"the address of a vault is https://host/, not {vault}", nameof(vault));

    private KeyClient Connect(Uri vault)
    {
        var options = new KeyClientOptions { DisableChallengeResourceVerification = vault.IsLoopback };
        Configure(options);
        return new KeyClient(new Uri(AuthorityOf(vault)), _connection.Credential, options);
    }

    private void Configure(ClientOptions options)
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = _options.Repetitions;
        options.Retry.Delay = _options.FirstDelay;
        options.Retry.MaxDelay = _options.Patience;
        options.Retry.NetworkTimeout = _options.Patience / 2;
        // Bodies hold keys, wrapped and clear.
        options.Diagnostics.IsLoggingContentEnabled = false;
        if (_connection.Handler is { } handler)
            options.Transport = new HttpClientTransport(handler());
    }
}
