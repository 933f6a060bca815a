namespace DataSharing.Domain.Sealing;

/// <summary>What can be a link's secret or a code in a text that a person typed or pasted, and where it stands there.</summary>
/// <param name="Secret">The secret, if it can be one.</param>
/// <param name="Code">Else the code.</param>
/// <param name="From">Where it begins in the text.</param>
/// <param name="To">Where it has ended.</param>
public sealed record TypedStop(LinkSecret? Secret, SpokenCode? Code, int From, int To);

/// <summary>
/// Reads everything by which sharing can be stopped out of one field: several links and codes, with a label before them and
/// anything around and between. What it finds only can be one: whether it is, whoever looks it up learns, and what is none leads
/// nowhere (50 bits). Thread-safe.
/// </summary>
public static class TypedStops
{
    /// <summary>Longest text that is looked at, in characters.</summary>
    public const int Longest = 400;

    private const int CodeLength = 11;

    /// <summary>Most likely first: secrets, codes that stand apart, then codes that something is joined to.</summary>
    public static IReadOnlyList<TypedStop> Find(string? typed)
    {
        string text = Text(typed);
        TypedCode.Symbol[] symbols = TypedCode.Symbols(text).ToArray();
        var apart = new List<TypedStop>();
        var joined = new List<TypedStop>();
        for (int first = 0; first < symbols.Length; first++)
        {
            if (CodeAt(symbols, first, out int last) is not { } code)
                continue;
            bool standsApart = !IsDigit(symbols, first - 1) && !IsDigit(symbols, last + 1);
            (standsApart ? apart : joined).Add(new TypedStop(null, code, symbols[first].From, symbols[last].To));
        }
        return [.. LinkSecret.FindAll(text).Select(found => new TypedStop(found.Secret, null, found.From, found.To)), .. apart, .. joined];
    }

    /// <summary>What is left of the text without those, and without the address that a secret stands in; empty if nothing is.</summary>
    public static string Without(string typed, IReadOnlyCollection<TypedStop> done)
    {
        if (done.Count == 0)
            return typed.Trim();
        char[] text = Text(typed).ToCharArray();
        foreach (TypedStop one in done)
        {
            (int from, int to) = (one.From, one.To);
            // The rest of a link says nothing more.
            while (one.Secret is not null && from > 0 && !char.IsWhiteSpace(text[from - 1]))
                from--;
            while (one.Secret is not null && to < text.Length && !char.IsWhiteSpace(text[to]))
                to++;
            text.AsSpan(from, to - from).Fill(' ');
        }
        return string.Join(
            ' ',
            new string(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Any(char.IsLetterOrDigit)));
    }

    /// <summary>
    /// Whether what is left may be a link or a code that was mistyped, and not only words around one: some five letters and digits
    /// in words with a digit in them, or a word as long as a code.
    /// </summary>
    public static bool MayHoldOne(string rest)
    {
        string[] words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Where(word => word.Any(char.IsDigit)).Sum(Length) >= 5 || words.Any(word => Length(word) == CodeLength);
    }

    private static int Length(string word) => TypedCode.Symbols(word).Count(symbol => symbol.Value >= 0);

    private static string Text(string? typed) => typed is { Length: <= Longest } ? Uri.UnescapeDataString(typed) : "";

    private static SpokenCode? CodeAt(TypedCode.Symbol[] symbols, int first, out int last)
    {
        last = first - 1;
        // A code begins with a digit, and nothing that separates.
        if (!IsDigit(symbols, first))
            return null;
        string digits = "";
        while (digits.Length < CodeLength && ++last < symbols.Length && symbols[last].Value != -1)
            digits += symbols[last].Value == TypedCode.Gap ? "" : Crockford32.DigitOf(symbols[last].Value);
        return digits.Length == CodeLength && SpokenCode.TryParse(digits, out SpokenCode? code) ? code : null;
    }

    private static bool IsDigit(TypedCode.Symbol[] symbols, int at) => at >= 0 && at < symbols.Length && symbols[at].Value is >= 0 and < 32;
}
