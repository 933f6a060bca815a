using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;

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
    /// <summary>How the content key of most packages is wrapped: for an RSA key.</summary>
    public const string RsaAlgorithm = "RSA-OAEP-256";
    /// <summary>How it is wrapped for an EC key. Source: RFC 7518 section 4.6.</summary>
    public const string EcAlgorithm = "ECDH-ES+A256KW";
    /// <summary>The content encryption of every package.</summary>
    public const string Encryption = "A256GCM";
    /// <summary>The media type of every package's content, under the signature where there is one.</summary>
    public const string ContentType = "application/json";

    // RFC 8785 section 3.2.2.2: nothing is escaped that need not be.
    private static readonly JsonWriterOptions Minimal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the content key is wrapped for an EC key: what its holder needs to unwrap it (<c>epk</c>). Null: RSA.</summary>
    public EphemeralKey? Ephemeral { get; init; }

    /// <summary>Whether the content is a <see cref="SignedContent"/> (<c>cty</c>). Default: it is the JSON itself.</summary>
    public bool IsSigned { get; init; }

    /// <summary>
    /// The protected header as it goes on the wire: ASCII base64url of JSON with members in canonical order. Deterministic.
    /// </summary>
    public byte[] Encode() => Encode(writer =>
    {
        writer.WriteString("alg", Ephemeral is null ? RsaAlgorithm : EcAlgorithm);
        WriteConsent(writer);
        writer.WriteString("cty", IsSigned ? SignedContent.ContentType : ContentType);
        writer.WriteString("enc", Encryption);
        Ephemeral?.Write(writer);
        writer.WriteString("kid", KeyId);
        WriteNames(writer);
    });

    /// <summary>The header of the signature inside: the same names, signed.</summary>
    internal byte[] EncodeSigned(string signingKey) => Encode(writer =>
    {
        writer.WriteString("alg", SignedContent.Algorithm);
        WriteConsent(writer);
        writer.WriteString("cty", ContentType);
        writer.WriteString("kid", signingKey);
        WriteNames(writer);
        writer.WriteString("typ", SignedContent.Type);
    });

    /// <summary>Reads the header of one of our packages back.</summary>
    /// <exception cref="SealingException">Not a header of ours; see <see cref="SealingFailure"/>.</exception>
    public static PackageHeader Decode(ReadOnlySpan<byte> protectedHeader)
    {
        using JsonDocument header = JweHeader.Parse(protectedHeader);
        JsonElement root = header.RootElement;
        JweHeader.CheckAlgorithms(root);
        return Names(root) with
        {
            Ephemeral = JweHeader.Is(root, "alg", EcAlgorithm) ? EphemeralKey.Read(root) : null,
            IsSigned = JweHeader.Is(root, "cty", SignedContent.ContentType),
        };
    }

    /// <summary>Reads the header of the signature inside, which must say the same as that of the package.</summary>
    /// <returns>Id of the key that signed.</returns>
    /// <exception cref="SealingException">Not such a header, or of another package.</exception>
    internal static string ReadSigned(ReadOnlySpan<byte> protectedHeader, PackageHeader package)
    {
        using JsonDocument header = JweHeader.Parse(protectedHeader);
        JsonElement root = header.RootElement;
        if (!JweHeader.Is(root, "alg", SignedContent.Algorithm))
            throw new SealingException(SealingFailure.UnsupportedAlgorithm);
        JweHeader.CheckExtensions(root);
        PackageHeader signed = Names(root);
        if (!JweHeader.Is(root, "typ", SignedContent.Type)
            || signed != package with { KeyId = signed.KeyId, Ephemeral = null, IsSigned = false })
            throw new SealingException(SealingFailure.SignatureMismatch);
        return signed.KeyId;
    }

    private static byte[] Encode(Action<Utf8JsonWriter> members)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, Minimal))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToUtf8(json.WrittenSpan);
    }

    private void WriteConsent(Utf8JsonWriter writer)
    {
        if (Consent is not null)
            writer.WriteString("cns", Consent);
    }

    private void WriteNames(Utf8JsonWriter writer)
    {
        writer.WriteString("pol", PolicyVersion);
        writer.WriteString("pth", Pathway);
        writer.WriteString("rcp", Recipient);
        writer.WriteString("rel", Release);
    }

    private static PackageHeader Names(JsonElement root) => new(
        Text(root, "kid"), Text(root, "rel"), Text(root, "rcp"), Text(root, "pth"),
        root.TryGetProperty("cns", out _) ? Text(root, "cns") : null, Text(root, "pol"));

    private static string Text(JsonElement root, string member) =>
        JweHeader.Text(root, member) ?? throw new SealingException(SealingFailure.HeaderMalformed);
}
