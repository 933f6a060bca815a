namespace DataSharing.Functions.Keys;

/// <summary>Why a key that an agency offered is not taken.</summary>
/// <param name="Code">Stable code, e.g. <c>key.private</c>.</param>
/// <param name="Message">One sentence for the agency's administrator; quotes nothing of the key.</param>
public sealed record AgencyKeyRefusal(string Code, string Message);

/// <summary>
/// An agency's own public key: packages wrapped for it can be opened by nobody else once sealed, not even by us.
/// </summary>
/// <param name="KeyId">The agency's own name for it (<c>kid</c>), or the thumbprint if it gave none.</param>
/// <param name="Thumbprint">SHA-256 thumbprint, base64url: what two persons compare. Source: RFC 7638.</param>
/// <param name="SubjectPublicKeyInfo">The key in DER, as stored.</param>
public sealed record AgencyPublicKey(string KeyId, string Thumbprint, byte[] SubjectPublicKeyInfo)
{
    private const int MinimumBits = 2048;
    // Beyond this, wrapping becomes a way to keep our processors busy.
    private const int MaximumBits = 8192;
    private const string CommonExponent = "AQAB";

    // RFC 7518 section 6.3.2, and the symmetric member of 6.4: none of them may ever reach us.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>Wraps a content key for the agency.</summary>
    public WrappedKey Wrap(ReadOnlySpan<byte> contentKey) =>
        KeyWrap.Wrap(new(KeyId, KeyKind.Wrapping, SubjectPublicKeyInfo), contentKey);

    /// <summary>Checks a JSON Web Key as an administrator sent it.</summary>
    /// <returns>
    /// The key, or why it is refused; never both. Members that do not matter are ignored. Source: RFC 7517, RFC 7518 section
    /// 6.3.
    /// </returns>
    public static (AgencyPublicKey? Key, AgencyKeyRefusal? Refusal) Parse(string jwk)
    {
        try
        {
            using var document = JsonDocument.Parse(jwk, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Parse(document.RootElement)
                : Refuse("key.malformed", "the key is not a JSON Web Key object");
        }
        catch (JsonException)
        {
            return Refuse("key.malformed", "the key is not a JSON object with unique members");
        }
    }

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Parse(JsonElement jwk)
    {
        // First of all: whoever sent a private key must learn that it is burnt, whatever else is wrong with it.
        if (PrivateMembers.Any(member => jwk.TryGetProperty(member, out _)))
            return Refuse("key.private", "the key holds private parts and must be replaced: send the public key only");
        if (Text(jwk, "kty") != "RSA")
            return Refuse("key.type", "only RSA keys are supported");
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "enc")
            return Refuse("key.use", "the key is not meant for encryption");
        if (!AllowsWrapping(jwk))
            return Refuse("key.use", "the key's operations do not include wrapKey or encrypt");
        if (jwk.TryGetProperty("alg", out _) && Text(jwk, "alg") != PackageHeader.Algorithm)
            return Refuse("key.algorithm", $"the key is meant for another algorithm than {PackageHeader.Algorithm}");
        if (jwk.TryGetProperty("kid", out _) && !IsKeyId(Text(jwk, "kid")))
            return Refuse("key.id", "the key id is not 1 to 200 printable ASCII characters without spaces");
        if (Text(jwk, "e") != CommonExponent)
            return Refuse("key.exponent", "the public exponent is not 65537");
        if (!Base64UrlText.TryDecode(Text(jwk, "n") ?? "", out byte[]? modulus)
            || modulus.Length == 0 || modulus[0] == 0 || (modulus[^1] & 1) == 0)
            return Refuse("key.modulus", "the modulus is missing or not an odd number in base64url without leading zeros");
        return Build(modulus, Text(jwk, "n")!, Text(jwk, "kid"));
    }

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Build(byte[] modulus, string n, string? keyId)
    {
        int bits = (modulus.Length * 8) - (7 - (int)Math.Log2(modulus[0]));
        if (bits < MinimumBits)
            return Refuse("key.short", "the key has fewer than 2048 bits");
        if (bits > MaximumBits)
            return Refuse("key.long", "the key has more than 8192 bits");
        // INVARIANT: n and e passed the base64url check, so this text needs no escapes (RFC 7638 section 3).
        string canonical = $$"""{"e":"{{CommonExponent}}","kty":"RSA","n":"{{n}}"}""";
        string thumbprint = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
        using var rsa = RSA.Create();
        rsa.ImportParameters(new() { Modulus = modulus, Exponent = [1, 0, 1] });
        return (new(keyId ?? thumbprint, thumbprint, rsa.ExportSubjectPublicKeyInfo()), null);
    }

    private static bool AllowsWrapping(JsonElement jwk) =>
        !jwk.TryGetProperty("key_ops", out JsonElement operations)
        || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(operation =>
            operation.ValueKind == JsonValueKind.String
            && (operation.ValueEquals("wrapKey") || operation.ValueEquals("encrypt"))));

    private static bool IsKeyId(string? text) =>
        text is { Length: > 0 and <= 200 } && text.All(character => character is > ' ' and <= '~');

    private static string? Text(JsonElement jwk, string member) =>
        jwk.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Refuse(string code, string message) =>
        (null, new(code, message));
}
