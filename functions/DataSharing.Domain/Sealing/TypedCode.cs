namespace DataSharing.Domain.Sealing;

/// <summary>
/// The one reader of every code that a person types: the spoken code of a withdrawal, the number of a stop, hand-over codes
/// and handles of deliveries. Reads what a person means, not how a device wrote it. Thread-safe.
/// </summary>
public static class TypedCode
{
    /// <summary>Longest text that is looked at, in characters.</summary>
    public const int Longest = 100;

    /// <summary>Digits of a reference: hand-over code, handle of a delivery, number of a stop.</summary>
    public const int ReferenceLength = 16;

    // Signs that stand for something else in a sentence: whoever typed one did not type a code.
    private const string Foreign = "!?#%&@";

    // Signs that a message puts around or between: quotes, tables, links. No table of a word's hash may change for them.
    private const string Around = "<>|^+";

    /// <summary>Signs of emphasis in messages, which are check symbols too: read as such only where one belongs.</summary>
    internal static readonly char[] Emphasis = ['*', '~'];

    // Folded letters of other scripts, each with the one that it looks like. Codes are printed in capitals.
    private const string Cyrillic = "авсенкморхтуіјѕзһӏԁԛԝѵү", AsCyrillic = "abcehkmopxtyijs3hidqwvy";
    private const string Greek = "αβεζηικμνορτυχϳ", AsGreek = "abezhikmnoptyxj";
    private const string Others = "օɡɑս", AsOthers = "ogau";

    private const string LookAlikes = Cyrillic + Greek + Others, Alike = AsCyrillic + AsGreek + AsOthers;

    /// <summary>
    /// The code's digits in capitals, nothing between them. Letter case, width, accents, digits of any script, look-alikes of
    /// Cyrillic and Greek, invisible marks, spaces, dashes, quotes, dots, commas, brackets and signs like &lt; &gt; | ^ + do not
    /// matter; O is 0, I and L are 1.
    /// </summary>
    /// <returns>
    /// Null if there is none, if the text is longer than <see cref="Longest"/>, or if a character has no place in a code.
    /// </returns>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > Longest)
            return null;
        var digits = new StringBuilder(typed.Length);
        foreach (Symbol symbol in Symbols(typed))
        {
            if (symbol.Value == Gap)
                continue;
            if (symbol.Value < 0)
                return null;
            digits.Append(Crockford32.DigitOf(symbol.Value));
        }
        return digits.Length == 0 ? null : digits.ToString();
    }

    /// <summary>The sixteen digits of a reference; null for what cannot be one. Stars and tildes around it do not matter.</summary>
    public static string? ReadReference(string? typed) =>
        Read(typed)?.Trim(Emphasis) is { Length: ReferenceLength } digits && digits.All(digit => Crockford32.ValueOf(digit) < 32)
            ? digits
            : null;

    /// <summary>What a code may be made of, sign by sign, and where it stands in the text.</summary>
    internal static IEnumerable<Symbol> Symbols(string typed)
    {
        int at = 0;
        foreach (Rune rune in typed.EnumerateRunes())
        {
            int next = at + rune.Utf16SequenceLength;
            foreach (char character in Folded(rune))
                yield return new(character == ' ' ? Gap : Crockford32.ValueOf(Plain(character)), at, next);
            at = next;
        }
    }

    /// <summary>Value of a symbol that only separates.</summary>
    internal const int Gap = -2;

    /// <param name="Value">As <see cref="Crockford32.ValueOf"/> tells it, or <see cref="Gap"/>; -1: it has no place in a code.</param>
    /// <param name="From">Where it begins in the text.</param>
    /// <param name="To">Where the next one does.</param>
    internal readonly record struct Symbol(int Value, int From, int To);

    // A star is a check symbol, and the small Greek nu the one letter whose small form looks like another one's.
    private static string Folded(Rune rune) => rune.Value switch
    {
        '*' or '＊' => "*",
        'ν' => "v",
        >= '！' and <= '～' when Foreign.Contains((char)(rune.Value - '！' + '!'), StringComparison.Ordinal) => "!",
        < 0x80 when Foreign.Contains((char)rune.Value, StringComparison.Ordinal) => "!",
        >= '！' and <= '～' when Around.Contains((char)(rune.Value - '！' + '!'), StringComparison.Ordinal) => " ",
        < 0x80 when Around.Contains((char)rune.Value, StringComparison.Ordinal) => " ",
        _ => TypedText.Of(rune),
    };

    private static char Plain(char character) =>
        LookAlikes.IndexOf(character, StringComparison.Ordinal) is >= 0 and var at ? Alike[at] : character;
}
