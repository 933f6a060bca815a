using System.Buffers;
using System.Text.Encodings.Web;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// What the person approved, and how: kept under the case key alone. The digest is computed here, over the content in one fixed
/// form; nobody states it. Personal data. Source.
/// </summary>
[JsonConverter(typeof(RefusesToSerialise<ApprovedContent>))]
public sealed class ApprovedContent
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The content in its canonical form: UTF-8 JSON of recipient, pathway, purpose, matter, tier, fields with values, and
    /// letter.
    /// </summary>
    public required byte[] Canonical { get; init; }

    /// <summary>The letter, or null.</summary>
    public Letter? Letter { get; init; }

    /// <summary>Staff id of who read it to her.</summary>
    public required string ReadBy { get; init; }

    /// <summary>Tag of BCP 47 of the language it was read to her in.</summary>
    public required string ReadIn { get; init; }

    /// <summary>When it was read to her and she approved it.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary><see cref="DigestOf"/> of <see cref="Canonical"/>.</summary>
    public string Digest => DigestOf(Canonical);

    /// <summary>
    /// The canonical form of what a package would tell: without handle, ids, times, conditions and envelope, which differ from
    /// delivery to delivery. Equal content gives equal bytes.
    /// </summary>
    /// <param name="matter">The matter it is for, or null .</param>
    public static byte[] CanonicalOf(RegistrationId recipient, string? matter, Payload payload, Letter? letter)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Form))
        {
            writer.WriteStartObject();
            writer.WriteString("recipient", recipient);
            writer.WriteString("pathway", payload.Pathway);
            writer.WriteString("purpose", payload.Purpose);
            if (matter is not null)
                writer.WriteString("matter", matter);
            writer.WriteString("tier", WireCode.Of(payload.Tier));
            writer.WriteStartArray("fields");
            foreach (PayloadEntry entry in payload.Entries)
                if (!PolicyField.IsAboutTheDelivery(entry.Path))
                    Payload.Write(writer, entry, withHandling: false);
            writer.WriteEndArray();
            if (letter is not null)
            {
                writer.WriteStartObject("letter");
                writer.WriteString("language", letter.Language);
                writer.WriteString("text", letter.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// <c>sha256:</c> and 64 hex digits over one canonical form. Said to the holder alone: whoever can guess a short content could
    /// confirm the guess by it.
    /// </summary>
    public static string DigestOf(ReadOnlySpan<byte> canonical) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(canonical));

    /// <summary>As bytes to be sealed under the case key.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Form))
        {
            writer.WriteStartObject();
            writer.WriteString("readBy", ReadBy);
            writer.WriteString("readIn", ReadIn);
            writer.WriteString("readAt", ReadAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
            // As text: parsed and written again it might not be the same bytes.
            writer.WriteString("content", Encoding.UTF8.GetString(Canonical));
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="SealingException">It is something else.</exception>
    public static ApprovedContent Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            byte[] canonical = Encoding.UTF8.GetBytes(root.GetProperty("content").GetString()!);
            using var content = JsonDocument.Parse(canonical);
            return new ApprovedContent
            {
                Canonical = canonical,
                Letter = content.RootElement.TryGetProperty("letter", out JsonElement letter)
                    ? new Letter(letter.GetProperty("text").GetString()!, letter.GetProperty("language").GetString()!)
                    : null,
                ReadBy = root.GetProperty("readBy").GetString()!,
                ReadIn = root.GetProperty("readIn").GetString()!,
                ReadAt = DateTimeOffset.ParseExact(root.GetProperty("readAt").GetString()!, "O", CultureInfo.InvariantCulture),
            };
        }
        catch (Exception malformed) when (
            malformed is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException or FormatException)
        {
            // Not the inner exception: it could quote what it read.
            throw new SealingException(SealingFailure.Malformed);
        }
    }

    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => FieldValue.Placeholder;
}
