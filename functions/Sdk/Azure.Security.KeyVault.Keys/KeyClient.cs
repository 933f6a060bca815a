using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Security.KeyVault.Keys.Cryptography;
using Azure.Security.KeyVault.Keys.Protocol;

namespace Azure.Security.KeyVault.Keys;

/// <summary>
/// Makes, reads and rotates the keys of one vault. Every call throws <see cref="RequestFailedException"/> with the
/// service's status and error code. Thread-safe. Source: Azure Key Vault REST API, keys, version 7.4.
/// </summary>
public class KeyClient
{
    private readonly VaultPipeline _pipeline = null!;

    /// <summary>For tests that replace the client.</summary>
    protected KeyClient() => VaultUri = null!;

    public KeyClient(Uri vaultUri, TokenCredential credential)
        : this(vaultUri, credential, null)
    {
    }

    public KeyClient(Uri vaultUri, TokenCredential credential, KeyClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(vaultUri);
        ArgumentNullException.ThrowIfNull(credential);
        options ??= new KeyClientOptions();
        VaultUri = vaultUri;
        _pipeline = new VaultPipeline(options, credential, !options.DisableChallengeResourceVerification);
    }

    public virtual Uri VaultUri { get; }

    /// <summary>Makes a key, or a new version of one that exists.</summary>
    public virtual Task<Response<KeyVaultKey>> CreateRsaKeyAsync(
        CreateRsaKeyOptions rsaKeyOptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rsaKeyOptions);
        JsonObject body = KeyJson.Creation(rsaKeyOptions.KeyType, rsaKeyOptions);
        if (rsaKeyOptions.KeySize is { } bits)
            body["key_size"] = bits;
        return SendAsync(RequestMethod.Post, [rsaKeyOptions.Name, "create"], body, cancellationToken);
    }

    /// <summary>Makes a key, or a new version of one that exists.</summary>
    public virtual Task<Response<KeyVaultKey>> CreateEcKeyAsync(
        CreateEcKeyOptions ecKeyOptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ecKeyOptions);
        JsonObject body = KeyJson.Creation(ecKeyOptions.KeyType, ecKeyOptions);
        if (ecKeyOptions.CurveName is { } curve)
            body["crv"] = curve.ToString();
        return SendAsync(RequestMethod.Post, [ecKeyOptions.Name, "create"], body, cancellationToken);
    }

    /// <param name="version">Null: the current one.</param>
    public virtual Task<Response<KeyVaultKey>> GetKeyAsync(
        string name, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return SendAsync(RequestMethod.Get, [name, version ?? ""], null, cancellationToken);
    }

    /// <summary>What the vault says about each version, disabled ones too; in no promised order.</summary>
    public virtual AsyncPageable<KeyProperties> GetPropertiesOfKeyVersionsAsync(
        string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new KeyVersionPages(_pipeline, VaultUri, name, cancellationToken);
    }

    /// <summary>Adds a version made as the key's rotation policy, or else the former version, says.</summary>
    public virtual Task<Response<KeyVaultKey>> RotateKeyAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return SendAsync(RequestMethod.Post, [name, "rotate"], null, cancellationToken);
    }

    /// <summary>A client of one key that shares this one's connections and token.</summary>
    public virtual CryptographyClient GetCryptographyClient(string keyName, string? keyVersion = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyName);
        return new CryptographyClient(VaultPipeline.KeyUri(VaultUri, [keyName, keyVersion ?? ""]), _pipeline);
    }

    private async Task<Response<KeyVaultKey>> SendAsync(
        RequestMethod method, string[] path, JsonObject? body, CancellationToken cancellation)
    {
        Response response = await _pipeline.SendAsync(
            method, VaultPipeline.KeyUri(VaultUri, path), body, cancellation).ConfigureAwait(false);
        return Response.FromValue(KeyJson.ReadKey(response.Content), response);
    }
}
