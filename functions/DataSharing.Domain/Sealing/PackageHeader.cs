using System.Buffers;
using System.Buffers.Text;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// What a package says about itself in its protected header. It travels in clear but cannot be altered: it is the
/// additional authenticated data of the encryption. Opaque ids, codes and versions only, never a name or a value.
/// </summary>
/// <param name="KeyId">Full, versioned id of the key that wraps the content key (<c>kid</c>).</param>
/// <param name="Release">Id of the release (<c>rel</c>).</param>
/// <param name="Recipient">Registration id of the recipient agency (<c>rcp</c>).</param>
/// <param name="Pathway">Pathway id (<c>pth</c>).</param>
/// <param name="Consent">Consent id and version that the decision rested on (<c>cns</c>); null only for an override or statistics.</param>
/// <param name="PolicyVersion">Content hash of the policy (<c>pol</c>).</param>
/// <remarks>Source: RFC 7516 section 4 (header parameters), 4.3 (private names); RFC 8785 (member order).</remarks>
public sealed record PackageHeader(
    string KeyId, string Release, string Recipient, string Pathway, string? Consent, string PolicyVersion)
{
    /// <summary>The key-wrapping algorithm of every package.</summary>
    public const string Algorithm = "RSA-OAEP-256";
    /// <summary>The content encryption of every package.</summary>
    public const string Encryption = "A256GCM";
    /// <summary>The media type of every package's content.</summary>
    public const string ContentType = "application/json";

    /// <summary>
    /// The protected header as it goes on the wire: ASCII base64url of JSON with members in canonical order. Deterministic.
    /// </summary>
    public byte[] Encode()
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", Algorithm);
            if (Consent is not null)
                writer.WriteString("cns", Consent);
            writer.WriteString("cty", ContentType);
            writer.WriteString("enc", Encryption);
            writer.WriteString("kid", KeyId);
            writer.WriteString("pol", PolicyVersion);
            writer.WriteString("pth", Pathway);
            writer.WriteString("rcp", Recipient);
            writer.WriteString("rel", Release);
            writer.WriteEndObject();
        }
        return Base64Url.EncodeToUtf8(json.WrittenSpan);
    }

    /// <summary>Reads the header of one of our packages back.</summary>
    /// <exception cref="SealingException">Not a header of ours; see <see cref="SealingFailure"/>.</exception>
    public static PackageHeader Decode(ReadOnlySpan<byte> protectedHeader)
    {
        using JsonDocument header = JweHeader.Parse(protectedHeader);
        JweHeader.CheckAlgorithms(header.RootElement);
        JsonElement root = header.RootElement;
        return new(
            Text(root, "kid"), Text(root, "rel"), Text(root, "rcp"), Text(root, "pth"),
            root.TryGetProperty("cns", out _) ? Text(root, "cns") : null, Text(root, "pol"));
    }

    private static string Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new SealingException(SealingFailure.HeaderMalformed);
}
