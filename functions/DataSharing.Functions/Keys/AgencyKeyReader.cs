namespace DataSharing.Functions.Keys;

/// <summary>Reads the JSON Web Key of an agency. Source: RFC 7517 section 4; RFC 7518 sections 6.2 and 6.3.</summary>
internal static class AgencyKeyReader
{
    private const int MinimumBits = 2048;
    // Beyond this, wrapping becomes a way to keep our processors busy.
    private const int MaximumBits = 8192;
    private const string CommonExponent = "AQAB";

    // RFC 7518 sections 6.2.2 and 6.3.2, and the symmetric member of 6.4: none of them may ever reach us.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    // They name or carry something beside the key (another key, an address, a certificate), which nobody here follows or checks:
    // whoever reads the registration later must not take it for checked.
    private static readonly string[] Elsewhere = ["jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256"];

    private static readonly string[] RsaMembers = ["n", "e"];
    private static readonly string[] EcMembers = ["crv", "x", "y"];

    public static (AgencyPublicKey?, AgencyKeyRefusal?) Read(string jwk, bool isNew)
    {
        try
        {
            using var document = JsonDocument.Parse(jwk, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, isNew)
                : Refuse("key.malformed", "the key is not a JSON Web Key object");
        }
        catch (JsonException)
        {
            return Refuse("key.malformed", "the key is not a JSON object with unique members");
        }
    }

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Read(JsonElement jwk, bool isNew)
    {
        // First of all: whoever sent a private key must learn that it is burnt, whatever else is wrong with it.
        if (First(jwk, PrivateMembers) is { } secret)
            return Refuse("key.private", "the key holds private parts and must be replaced: send the public key only", secret);
        if (Text(jwk, "kty") is not ("RSA" or "EC"))
            return Refuse("key.type", "the key is neither RSA nor EC", "kty");
        bool isElliptic = Text(jwk, "kty") == "EC";
        if (isNew && First(jwk, Elsewhere) is { } elsewhere)
            return Refuse("key.reference", "the key names or carries something else than itself, which is not looked at", elsewhere);
        if (isNew && First(jwk, isElliptic ? RsaMembers : EcMembers) is { } foreign)
            return Refuse("key.member", "the member is one of another kind of key", foreign);
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "enc")
            return Refuse("key.use", "the key is not meant for encryption", "use");
        if (!AllowsWrapping(jwk, isElliptic))
            return Refuse(
                "key.use",
                isElliptic
                    ? "the key's operations do not include deriveKey or deriveBits"
                    : "the key's operations do not include wrapKey or encrypt",
                "key_ops");
        string algorithm = isElliptic ? PackageHeader.EcAlgorithm : PackageHeader.RsaAlgorithm;
        if (jwk.TryGetProperty("alg", out _) && Text(jwk, "alg") != algorithm)
            return Refuse("key.algorithm", $"the key is meant for another algorithm than {algorithm}", "alg");
        if (jwk.TryGetProperty("kid", out _) && !IsKeyId(Text(jwk, "kid")))
            return Refuse("key.id", "the key id is not 1 to 200 printable ASCII characters without spaces", "kid");
        return isElliptic ? Ec(jwk) : Rsa(jwk);
    }

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Ec(JsonElement jwk)
    {
        if (NistCurve.Find(Text(jwk, "crv") ?? "") is not { } curve)
            return Refuse("key.curve", "the curve is neither P-256 nor P-384", "crv");
        (string? x, string? y) = (Text(jwk, "x"), Text(jwk, "y"));
        if (curve.Read(x, y) is not { } point)
            return Refuse(
                "key.point", "x and y are not the coordinates of a point of the curve, in base64url and as long as its field",
                !curve.IsCoordinate(x) ? "x" : !curve.IsCoordinate(y) ? "y" : null);
        // INVARIANT: all of it passed its check, so this text needs no escapes (RFC 7638 section 3).
        return (new(Text(jwk, "kid"), Thumbprint($$"""{"crv":"{{curve.Name}}","kty":"EC","x":"{{x}}","y":"{{y}}"}"""), curve, point), null);
    }

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Rsa(JsonElement jwk)
    {
        if (Text(jwk, "e") != CommonExponent)
            return Refuse("key.exponent", "the public exponent is not 65537", "e");
        string? n = Text(jwk, "n");
        if (!Base64UrlText.TryDecode(n, out byte[] modulus) || modulus.Length == 0 || modulus[0] == 0 || (modulus[^1] & 1) == 0)
            return Refuse("key.modulus", "the modulus is missing or not an odd number in base64url without leading zeros", "n");
        int bits = (modulus.Length * 8) - (7 - (int)Math.Log2(modulus[0]));
        if (bits < MinimumBits)
            return Refuse("key.short", "the key has fewer than 2048 bits", "n");
        if (bits > MaximumBits)
            return Refuse("key.long", "the key has more than 8192 bits", "n");
        using var rsa = RSA.Create();
        rsa.ImportParameters(new() { Modulus = modulus, Exponent = [1, 0, 1] });
        // INVARIANT: as above.
        string thumbprint = Thumbprint($$"""{"e":"{{CommonExponent}}","kty":"RSA","n":"{{n}}"}""");
        return (new(Text(jwk, "kid"), thumbprint, rsa.ExportSubjectPublicKeyInfo()), null);
    }

    private static string Thumbprint(string canonical) => Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));

    // The public half of a key agreement has no operations of its own: many programs write an empty list (Web Cryptography API).
    private static bool AllowsWrapping(JsonElement jwk, bool isElliptic)
    {
        if (!jwk.TryGetProperty("key_ops", out JsonElement operations))
            return true;
        if (operations.ValueKind != JsonValueKind.Array)
            return false;
        string?[] named = [.. operations.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null)];
        return isElliptic
            ? named.Length == 0 || named.Any(one => one is "deriveKey" or "deriveBits")
            : named.Any(one => one is "wrapKey" or "encrypt");
    }

    private static bool IsKeyId(string? text) =>
        text is { Length: > 0 and <= 200 } && text.All(character => character is > ' ' and <= '~');

    private static string? First(JsonElement jwk, string[] members) => Array.Find(members, member => jwk.TryGetProperty(member, out _));

    private static string? Text(JsonElement jwk, string member) =>
        jwk.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (AgencyPublicKey?, AgencyKeyRefusal?) Refuse(string code, string message, string? member = null) =>
        (null, new(code, message, member));
}
