using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Security.KeyVault.Keys.Protocol;

namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>
/// Uses one key in its vault; each operation is one request. Throws <see cref="RequestFailedException"/> with the
/// service's status and error code. Thread-safe. Source: Azure Key Vault REST API, keys, version 7.4.
/// </summary>
public class CryptographyClient
{
    private readonly VaultPipeline _pipeline = null!;
    private readonly Uri _keyId = null!;

    /// <summary>For tests that replace the client.</summary>
    protected CryptographyClient()
    {
    }

    /// <param name="keyId">Full id of a key, with its version.</param>
    public CryptographyClient(Uri keyId, TokenCredential credential)
        : this(keyId, credential, null)
    {
    }

    /// <param name="keyId">Full id of a key, with its version.</param>
    public CryptographyClient(Uri keyId, TokenCredential credential, CryptographyClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(keyId);
        ArgumentNullException.ThrowIfNull(credential);
        options ??= new CryptographyClientOptions();
        _keyId = keyId;
        _pipeline = new VaultPipeline(options, credential, !options.DisableChallengeResourceVerification);
    }

    internal CryptographyClient(Uri keyId, VaultPipeline pipeline) => (_keyId, _pipeline) = (keyId, pipeline);

    public virtual string KeyId => _keyId.AbsoluteUri;

    public virtual async Task<WrapResult> WrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        (string id, byte[] value) = await TransformAsync("wrapkey", algorithm.ToString(), key, cancellationToken).ConfigureAwait(false);
        return new WrapResult(id, value, algorithm);
    }

    public virtual async Task<UnwrapResult> UnwrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] encryptedKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encryptedKey);
        (string id, byte[] value) = await TransformAsync(
            "unwrapkey", algorithm.ToString(), encryptedKey, cancellationToken).ConfigureAwait(false);
        return new UnwrapResult(id, value, algorithm);
    }

    public virtual async Task<SignResult> SignAsync(
        SignatureAlgorithm algorithm, byte[] digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        (string id, byte[] value) = await TransformAsync("sign", algorithm.ToString(), digest, cancellationToken).ConfigureAwait(false);
        return new SignResult(id, value, algorithm);
    }

    public virtual async Task<VerifyResult> VerifyAsync(
        SignatureAlgorithm algorithm, byte[] digest, byte[] signature, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        ArgumentNullException.ThrowIfNull(signature);
        var body = new JsonObject
        {
            ["alg"] = algorithm.ToString(),
            ["digest"] = KeyJson.Encode(digest),
            ["value"] = KeyJson.Encode(signature),
        };
        using JsonDocument answer = await PostAsync("verify", body, cancellationToken).ConfigureAwait(false);
        return new VerifyResult(KeyId, answer.RootElement.GetProperty("value").GetBoolean(), algorithm);
    }

    private async Task<(string Id, byte[] Value)> TransformAsync(
        string operation, string algorithm, byte[] value, CancellationToken cancellation)
    {
        var body = new JsonObject { ["alg"] = algorithm, ["value"] = KeyJson.Encode(value) };
        using JsonDocument answer = await PostAsync(operation, body, cancellation).ConfigureAwait(false);
        return (answer.RootElement.GetProperty("kid").GetString()!, KeyJson.Bytes(answer.RootElement, "value")!);
    }

    private async Task<JsonDocument> PostAsync(string operation, JsonObject body, CancellationToken cancellation)
    {
        var uri = new Uri(_keyId.AbsoluteUri.TrimEnd('/') + "/" + operation);
        Response response = await _pipeline.SendAsync(RequestMethod.Post, uri, body, cancellation).ConfigureAwait(false);
        return JsonDocument.Parse(response.Content);
    }
}
