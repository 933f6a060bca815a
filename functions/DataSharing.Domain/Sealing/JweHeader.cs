namespace DataSharing.Domain.Sealing;

/// <summary>Reads any JOSE header strictly, and says whether this product can open what it describes.</summary>
internal static class JweHeader
{
    // RFC 7516 section 4: member names are unique; a reader that takes the first of two is a way around the check.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static JsonDocument Parse(ReadOnlySpan<byte> protectedHeader)
    {
        if (!Base64UrlText.TryDecode(Encoding.ASCII.GetString(protectedHeader), out byte[]? json))
            throw new SealingException(SealingFailure.Malformed);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException)
        {
            // The parser's message quotes its input: it does not travel.
            throw new SealingException(SealingFailure.HeaderMalformed);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new SealingException(SealingFailure.HeaderMalformed);
    }

    public static void CheckAlgorithms(JsonElement header)
    {
        if (!Is(header, "alg", PackageHeader.RsaAlgorithm) && !Is(header, "alg", PackageHeader.EcAlgorithm))
            throw new SealingException(SealingFailure.UnsupportedAlgorithm);
        if (!Is(header, "enc", PackageHeader.Encryption))
            throw new SealingException(SealingFailure.UnsupportedEncryption);
        CheckExtensions(header);
    }

    public static void CheckExtensions(JsonElement header)
    {
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("zip", out _))
            throw new SealingException(SealingFailure.UnsupportedExtension);
    }

    public static bool Is(JsonElement header, string member, string expected) => Text(header, member) == expected;

    /// <summary>Null: there is no such member, or it is no text.</summary>
    public static string? Text(JsonElement header, string member) =>
        header.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
