namespace DataSharing.Domain.Sealing;

/// <summary>
/// Brings a word to the form that is hashed, so that it verifies whatever keyboard typed it. Version 2, of all new hashes, is
/// <see cref="TypedText"/>: what two devices make of the same keys (quotes, dashes, dots, digits, letter forms) is the same.
/// Version 1, of hashes made before, knows of white space, letter case, full-width forms, Latin and Cyrillic accents and
/// invisible marks only.
/// </summary>
/// <remarks>
/// Both are our own tables and not the platform's, which normalises nothing when it runs without ICU: a hash made on one
/// machine must verify on another, years later. INVARIANT: never change what a version makes of a text; hashes rest on it. Add
/// a version instead.
/// </remarks>
internal static class WordFolding
{
    /// <summary>The version of new hashes.</summary>
    public const int Current = 2;

    private static readonly (string Base, string Accented)[] Letters =
    [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧ\u1E01\u1EA1\u1EA3\u1EA5\u1EA7\u1EA9\u1EAB\u1EAD\u1EAF\u1EB1\u1EB3\u1EB5\u1EB7"),
        ("b", "\u1E03\u1E05\u1E07"),
        ("c", "çćĉċč\u1E09"),
        ("d", "ďđ\u1E0B\u1E0D\u1E0F\u1E11\u1E13"),
        ("e", "èéêëēĕėęěȅȇȩ\u1E15\u1E17\u1E19\u1E1B\u1E1D\u1EB9\u1EBB\u1EBD\u1EBF\u1EC1\u1EC3\u1EC5\u1EC7"),
        ("f", "\u1E1F"),
        ("g", "ĝğġģǧǵ\u1E21"),
        ("h", "ĥħȟ\u1E23\u1E25\u1E27\u1E29\u1E2B\u1E96"),
        ("i", "ìíîïĩīĭįıǐȉȋ\u1E2D\u1E2F\u1EC9\u1ECB"),
        ("j", "ĵǰ"),
        ("k", "ķǩ\u1E31\u1E33\u1E35"),
        ("l", "ĺļľł\u1E37\u1E39\u1E3B\u1E3D"),
        ("m", "\u1E3F\u1E41\u1E43"),
        ("n", "ñńņňǹ\u1E45\u1E47\u1E49\u1E4B"),
        ("o", "òóôõöøōŏőơǒǫǭȍȏȫȭȯȱ\u1E4D\u1E4F\u1E51\u1E53\u1ECD\u1ECF\u1ED1\u1ED3\u1ED5\u1ED7\u1ED9\u1EDB\u1EDD\u1EDF\u1EE1\u1EE3"),
        ("p", "\u1E55\u1E57"),
        ("r", "ŕŗřȑȓ\u1E59\u1E5B\u1E5D\u1E5F"),
        ("s", "śŝşšș\u1E61\u1E63\u1E65\u1E67\u1E69"),
        ("t", "ţťŧț\u1E6B\u1E6D\u1E6F\u1E71\u1E97"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗ\u1E73\u1E75\u1E77\u1E79\u1E7B\u1EE5\u1EE7\u1EE9\u1EEB\u1EED\u1EEF\u1EF1"),
        ("v", "\u1E7D\u1E7F"),
        ("w", "ŵ\u1E81\u1E83\u1E85\u1E87\u1E89\u1E98"),
        ("x", "\u1E8B\u1E8D"),
        ("y", "ýÿŷȳ\u1E8F\u1E99\u1EF3\u1EF5\u1EF7\u1EF9"),
        ("z", "źżž\u1E91\u1E93\u1E95"),
        ("æ", "ǣǽ"),
        ("ø", "ǿ"),
        ("ſ", "\u1E9B"),
        ("ʒ", "ǯ"),
        ("г", "ѓ"),
        ("е", "ѐё"),
        ("и", "йѝ"),
        ("к", "ќ"),
        ("у", "ў"),
        ("і", "ї"),
        ("\u0627", "\u0622\u0623\u0625"),
        ("\u0648", "\u0624"),
        ("\u064A", "\u0626"),
        ("\u06C1", "\u06C2"),
        ("\u06D2", "\u06D3"),
        ("\u06D5", "\u06C0"),
    ];

    private static readonly FrozenDictionary<char, char> Table = Letters
        .SelectMany(row => row.Accented.Select(accented => KeyValuePair.Create(accented, row.Base[0])))
        .ToFrozenDictionary();

    /// <summary>
    /// The folded word; false and empty if nothing is left or <paramref name="typed"/> is longer than
    /// <paramref name="limit"/>.
    /// </summary>
    public static bool TryFold(string? typed, int limit, int version, out string folded)
    {
        folded = typed is null || typed.Length > limit ? "" : version == 1 ? First(typed) : TypedText.Fold(typed);
        return folded.Length > 0;
    }

    private static string First(string typed)
    {
        var text = new StringBuilder(typed.Length);
        bool gap = false;
        foreach (char character in typed)
        {
            if (char.IsWhiteSpace(character))
                gap = text.Length > 0;
            else if (!IsDropped(character))
            {
                if (gap)
                    text.Append(' ');
                gap = false;
                text.Append(Fold(character));
            }
        }
        return text.ToString();
    }

    private static char Fold(char character)
    {
        char ascii = character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - '\uFF01' + '!') : character;
        char lower = char.ToLowerInvariant(ascii);
        return Table.GetValueOrDefault(lower, lower);
    }

    // Combining accents of Latin, Greek and Cyrillic, Arabic vowel signs and the elongation mark, and format characters.
    private static bool IsDropped(char character) =>
        character is (>= '\u0300' and <= '\u036F') or (>= '\u064B' and <= '\u065F') or '\u0670' or '\u0640'
        || char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
