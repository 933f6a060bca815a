using System.Buffers;
using System.Buffers.Text;

namespace DataSharing.Domain.Sealing;

/// <summary>Strict base64url (RFC 4648 section 5, no padding): one byte string has exactly one text.</summary>
public static class Base64UrlText
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The one text of <paramref name="bytes"/>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Decodes; false (and empty) for anything but the one text of some bytes: no padding, white space or stray bits.</summary>
    /// <remarks>The platform's decoder is tolerant of all three; what is compared or hashed must not have two spellings.</remarks>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
            return false;
        byte[] decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out int written) != OperationStatus.Done
            || written != decoded.Length || !HasZeroTrailingBits(text, decoded))
            return false;
        bytes = decoded;
        return true;
    }

    // The last character of an incomplete group has bits that carry nothing: they must be zero.
    private static bool HasZeroTrailingBits(ReadOnlySpan<char> text, byte[] bytes)
    {
        int rest = bytes.Length % 3;
        if (rest == 0)
            return true;
        Span<char> tail = stackalloc char[3];
        int length = Base64Url.EncodeToChars(bytes.AsSpan(bytes.Length - rest), tail);
        return text[^length..].SequenceEqual(tail[..length]);
    }
}
