using System.Buffers.Binary;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// Texts as bytes that no other list of texts has: each is preceded by its length in UTF-8 bytes (32 bits, big-endian).
/// The first text is the domain: two uses of one key never see the same input.
/// </summary>
internal static class Labelled
{
    public static byte[] Bytes(params ReadOnlySpan<string> texts)
    {
        int length = 0;
        foreach (string text in texts)
            length += 4 + Encoding.UTF8.GetByteCount(text);
        byte[] bytes = new byte[length];
        int at = 0;
        foreach (string text in texts)
        {
            int written = Encoding.UTF8.GetBytes(text, bytes.AsSpan(at + 4));
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), written);
            at += 4 + written;
        }
        return bytes;
    }

    /// <summary>HMAC-SHA-256 of the texts, as 43 characters of base64url.</summary>
    public static string Mac(SymmetricKey key, params ReadOnlySpan<string> texts) =>
        Base64UrlText.Encode(HMACSHA256.HashData(key.Reveal().Span, Bytes(texts)));
}
