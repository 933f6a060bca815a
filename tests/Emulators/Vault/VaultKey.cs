using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Vault;

/// <summary>One version of a key.</summary>
internal sealed class VaultKey
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string[] _operations;
    private readonly Lock _lock = new();
    private DateTimeOffset _created;

    private VaultKey(string type, AsymmetricAlgorithm key, string[] operations) => (Type, _key, _operations) = (type, key, operations);

    public string Type { get; }

    public string Version { get; private set; } = "";

    public string Id { get; private set; } = "";

    public bool Enabled { get; set; } = true;

    public static VaultKey Create(JsonObject body, VaultKeyBank bank)
    {
        string type = (string?)body["kty"] ?? throw VaultKeys.Bad("kty");
        string[] asked = [.. (body["key_ops"] as JsonArray ?? []).Select(one => (string)one!)];
        switch (type)
        {
            case "RSA" or "RSA-HSM":
                int bits = (int?)body["key_size"] ?? 2048;
                if (bits is not (2048 or 3072 or 4096))
                    throw VaultKeys.Bad("key_size");
                return new(
                    type, bank.Next(bits), asked.Length > 0 ? asked : ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]);
            case "EC" or "EC-HSM":
                if (((string?)body["crv"] ?? "P-256") != "P-256")
                    throw VaultKeys.Bad("crv");
                return new(type, ECDsa.Create(ECCurve.NamedCurves.nistP256), asked.Length > 0 ? asked : ["sign", "verify"]);
            default:
                throw VaultKeys.Bad("kty");
        }
    }

    /// <summary>A fresh key of the same kind.</summary>
    public VaultKey Another(VaultKeyBank bank) => new(
        Type, _key is RSA rsa ? bank.Next(rsa.KeySize) : ECDsa.Create(ECCurve.NamedCurves.nistP256), _operations);

    public void Place(Uri vault, string name, DateTimeOffset now)
    {
        Version = Guid.NewGuid().ToString("N");
        Id = new Uri(vault, $"/keys/{name}/{Version}").AbsoluteUri;
        _created = now;
    }

    public void Require(string operation)
    {
        if (!Enabled)
            throw new VaultError(403, "Forbidden", "Operation is not allowed on a disabled key.");
        if (!_operations.Contains(operation))
            throw new VaultError(403, "Forbidden", $"Operation {operation} is not permitted on this key.");
    }

    public byte[] Transform(string operation, string algorithm, byte[] value)
    {
        lock (_lock)
            return (operation, algorithm, _key) switch
            {
                ("wrapkey", "RSA-OAEP-256", RSA rsa) => rsa.Encrypt(value, RSAEncryptionPadding.OaepSHA256),
                ("unwrapkey", "RSA-OAEP-256", RSA rsa) => rsa.Decrypt(value, RSAEncryptionPadding.OaepSHA256),
                ("sign", "ES256", ECDsa ecdsa) when value.Length == 32 => ecdsa.SignHash(
                    value, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => throw VaultKeys.Bad("alg"),
            };
    }

    public bool Verify(string algorithm, byte[] digest, byte[] signature)
    {
        lock (_lock)
            return algorithm == "ES256" && _key is ECDsa ecdsa
                ? ecdsa.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : throw VaultKeys.Bad("alg");
    }

    public JsonObject ToJson()
    {
        var jwk = new JsonObject
        {
            ["kid"] = Id,
            ["kty"] = Type,
            ["key_ops"] = new JsonArray([.. _operations.Select(one => (JsonNode)one)]),
        };
        if (_key is RSA rsa)
        {
            RSAParameters parts = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["n"], jwk["e"]) = (Base64Url.EncodeToString(parts.Modulus), Base64Url.EncodeToString(parts.Exponent));
        }
        else
        {
            ECPoint point = ((ECDsa)_key).ExportParameters(includePrivateParameters: false).Q;
            (jwk["crv"], jwk["x"], jwk["y"]) = ("P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }

        return new JsonObject { ["key"] = jwk, ["attributes"] = Attributes() };
    }

    public JsonObject Attributes() => new()
    {
        ["enabled"] = Enabled,
        ["created"] = _created.ToUnixTimeSeconds(),
        ["updated"] = _created.ToUnixTimeSeconds(),
        ["recoveryLevel"] = "Recoverable",
        ["recoverableDays"] = 90,
    };
}
