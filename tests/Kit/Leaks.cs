using System.Text;

namespace DataSharing.Tests.Kit;

/// <summary>Looks for words in bytes, also as UTF-16, hexadecimal or inside base64, in any case of letters.</summary>
public static class Leaks
{
    public static IReadOnlyList<string> In(byte[] bytes, IEnumerable<string> words)
    {
        // One character a byte, so that text can be searched whatever else the bytes are.
        string text = Encoding.Latin1.GetString(bytes);
        return [.. words.Where(word => Shapes(word).Any(shape => text.Contains(shape.Text, shape.Comparison)))];
    }

    private static IEnumerable<(string Text, StringComparison Comparison)> Shapes(string word)
    {
        byte[] plain = Encoding.UTF8.GetBytes(word);
        yield return (Encoding.Latin1.GetString(plain), StringComparison.OrdinalIgnoreCase);
        yield return (Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(word)), StringComparison.Ordinal);
        yield return (Convert.ToHexString(plain), StringComparison.OrdinalIgnoreCase);
        for (int shift = 0; shift < 3; shift++)
        {
            // The characters of base64 that depend on the word alone, wherever it stands in the groups of three.
            string coded = Convert.ToBase64String([.. new byte[shift], .. plain]);
            int start = (shift * 8 + 5) / 6;
            int length = (plain.Length + shift) * 8 / 6 - start;
            yield return (coded.Substring(start, length), StringComparison.Ordinal);
            yield return (coded.Substring(start, length).Replace('+', '-').Replace('/', '_'), StringComparison.Ordinal);
        }
    }
}
