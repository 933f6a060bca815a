namespace DataSharing.Domain.Sealing;

/// <summary>
/// What counts of a text that a person typed. Two devices make different characters of the same keys: curly or straight
/// quotes, a dash for two hyphens, one sign for three dots, a dot for two spaces, digits of another script, Persian or Arabic
/// forms of one letter, wide or composed letters, invisible marks. Here they are the same: letters without case and accents,
/// digits as 0 to 9, and one space wherever anything else stood.
/// </summary>
/// <remarks>
/// The table beside this file says what becomes of each code point that does not stay as it is. It was made once from Unicode
/// 14 and the letters with case of 15 and 16: compatibility decomposition and full case folding, accents of Latin, Greek and
/// Cyrillic and points of Hebrew and Arabic taken off, punctuation and spaces to one space, decimal and other digits to ASCII, forms
/// of one Arabic letter to the Arabic one. Letters of another script that only look alike stay apart. INVARIANT: the table is never
/// changed: hashes rest on it. Immutable, thread-safe.
/// </remarks>
internal static class TypedText
{
    private const string Resource = "DataSharing.Domain.Sealing.folding-2.txt";
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Vowels = 21, Finals = 28;

    private static readonly FrozenDictionary<int, string> Table = Load();

    /// <summary>The text in the form in which it is compared; empty if nothing counts.</summary>
    public static string Fold(string typed)
    {
        var text = new StringBuilder(typed.Length);
        bool gap = false;
        foreach (Rune rune in typed.EnumerateRunes())
        {
            foreach (char character in Of(rune))
            {
                if (character == ' ')
                {
                    gap = text.Length > 0;
                    continue;
                }
                if (gap)
                    text.Append(' ');
                gap = false;
                text.Append(character);
            }
        }
        return text.ToString();
    }

    /// <summary>What becomes of one code point: itself, others, a space for what separates, or nothing.</summary>
    public static string Of(Rune rune) =>
        Table.TryGetValue(rune.Value, out string? folded) ? folded
        : rune.Value is >= FirstSyllable and <= LastSyllable ? Letters(rune.Value - FirstSyllable)
        : rune.ToString();

    // A Korean syllable as the letters that it was typed with. Source: The Unicode Standard, section 3.12.
    private static string Letters(int syllable)
    {
        int final = syllable % Finals;
        string both = $"{(char)(0x1100 + (syllable / (Vowels * Finals)))}{(char)(0x1161 + (syllable / Finals % Vowels))}";
        return final == 0 ? both : both + (char)(0x11A7 + final);
    }

    // "41-5A+61": each to the one as far from 61; "2D=20": each to these; "AD=": each to nothing. Hexadecimal, dots between.
    private static FrozenDictionary<int, string> Load()
    {
        using Stream stream = typeof(TypedText).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("the table of folded characters is not in the assembly");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var table = new Dictionary<int, string>();
        foreach (string run in Encoding.ASCII.GetString(bytes).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int sign = run.AsSpan().IndexOfAny('+', '=');
            int dash = run.IndexOf('-', StringComparison.Ordinal);
            int first = Hex(dash < 0 ? run[..sign] : run[..dash]);
            int last = dash < 0 ? first : Hex(run[(dash + 1)..sign]);
            int[] to = [.. run[(sign + 1)..].Split('.', StringSplitOptions.RemoveEmptyEntries).Select(Hex)];
            for (int at = first; at <= last; at++)
                table.Add(
                    at, run[sign] == '+' ? char.ConvertFromUtf32(to[0] + at - first) : string.Concat(to.Select(char.ConvertFromUtf32)));
        }
        return table.ToFrozenDictionary();
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
