using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Azure.Security.KeyVault.Keys.Protocol;

/// <summary>Bodies of the service.</summary>
internal static class KeyJson
{
    public static JsonObject Creation(KeyType type, CreateKeyOptions options)
    {
        var body = new JsonObject { ["kty"] = type.ToString() };
        if (options.KeyOperations.Count > 0)
            body["key_ops"] = new JsonArray([.. options.KeyOperations.Select(operation => (JsonNode)operation.ToString())]);
        var attributes = new JsonObject();
        if (options.Enabled is { } enabled)
            attributes["enabled"] = enabled;
        if (options.NotBefore is { } from)
            attributes["nbf"] = from.ToUnixTimeSeconds();
        if (options.ExpiresOn is { } until)
            attributes["exp"] = until.ToUnixTimeSeconds();
        if (attributes.Count > 0)
            body["attributes"] = attributes;
        return body;
    }

    public static KeyVaultKey ReadKey(BinaryData content)
    {
        using var document = JsonDocument.Parse(content);
        JsonElement jwk = document.RootElement.GetProperty("key");
        string id = jwk.GetProperty("kid").GetString()!;
        var key = new JsonWebKey(new KeyType(jwk.GetProperty("kty").GetString()!))
        {
            Id = id,
            CurveName = jwk.TryGetProperty("crv", out JsonElement curve) ? new KeyCurveName(curve.GetString()!) : (KeyCurveName?)null,
            N = Bytes(jwk, "n"),
            E = Bytes(jwk, "e"),
            X = Bytes(jwk, "x"),
            Y = Bytes(jwk, "y"),
        };
        return new KeyVaultKey(key, ReadProperties(id, document.RootElement));
    }

    /// <summary>An item of a list of versions.</summary>
    public static KeyProperties ReadProperties(JsonElement item) => ReadProperties(item.GetProperty("kid").GetString()!, item);

    private static KeyProperties ReadProperties(string id, JsonElement from)
    {
        var properties = new KeyProperties(new Uri(id));
        if (from.TryGetProperty("attributes", out JsonElement attributes))
        {
            properties.Enabled = attributes.TryGetProperty("enabled", out JsonElement enabled) ? enabled.GetBoolean() : null;
            properties.NotBefore = Time(attributes, "nbf");
            properties.ExpiresOn = Time(attributes, "exp");
            properties.CreatedOn = Time(attributes, "created");
            properties.UpdatedOn = Time(attributes, "updated");
        }

        return properties;
    }

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static byte[]? Bytes(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? Base64Url.DecodeFromChars(text.GetString())
            : null;

    private static DateTimeOffset? Time(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()) : null;
}
