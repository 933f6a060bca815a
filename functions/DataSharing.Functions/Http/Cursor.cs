using System.Buffers.Text;

namespace DataSharing.Functions.Http;

/// <summary>
/// An opaque position in one list of one caller. It grants nothing: each page is authorised anew; the check bytes only
/// tell a mistyped or foreign cursor from a good one.
/// </summary>
public static class Cursor
{
    private const int CheckLength = 6;

    public static string Write(string list, Caller caller, string after)
    {
        byte[] text = Encoding.UTF8.GetBytes(after);
        return Base64Url.EncodeToString([.. Check(list, caller, text), .. text]);
    }

    /// <summary>The position, or null without a cursor; refused: malformed-cursor.</summary>
    public static Result<string?> Read(string list, Caller caller, string? cursor)
    {
        if (cursor is null)
            return (string?)null;
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(cursor);
        }
        catch (FormatException)
        {
            return Malformed();
        }

        if (bytes.Length <= CheckLength
            || !Check(list, caller, bytes.AsSpan(CheckLength)).AsSpan().SequenceEqual(bytes.AsSpan(0, CheckLength)))
            return Malformed();
        return Encoding.UTF8.GetString(bytes.AsSpan(CheckLength));
    }

    internal static Refusal Malformed() =>
        new(ProblemType.MalformedCursor, "the cursor is malformed or belongs to another list", "cursor");

    private static byte[] Check(string list, Caller caller, ReadOnlySpan<byte> text)
        => SHA256.HashData([.. Encoding.UTF8.GetBytes(list + "\n" + caller.Registration + "\n"), .. text])[..CheckLength];
}
