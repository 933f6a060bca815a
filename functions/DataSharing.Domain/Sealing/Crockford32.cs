namespace DataSharing.Domain.Sealing;

/// <summary>Douglas Crockford's base 32: no I, L, O or U, read back tolerantly. Source: https://www.crockford.com/base32.html</summary>
internal static class Crockford32
{
    /// <summary>The 32 digits, then the five that occur only as check character.</summary>
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

    private const int CheckModulus = 37;

    /// <summary>The low 5×<paramref name="digits"/> bits of <paramref name="value"/>, most significant digit first.</summary>
    public static string Encode(ulong value, int digits) => string.Create(digits, value, static (text, rest) =>
    {
        for (int i = text.Length - 1; i >= 0; i--, rest >>= 5)
            text[i] = Symbols[(int)(rest & 31)];
    });

    /// <summary>The digit of a value from 0 to 31, or the check symbol of one from 32 to 36.</summary>
    public static char DigitOf(int value) => Symbols[value];

    public static char CheckOf(ulong value) => Symbols[(int)(value % CheckModulus)];

    /// <summary>The digit's value 0–31, or 32–36 for a check symbol, or -1. Letter case does not matter; O is 0, I and L are 1.</summary>
    public static int ValueOf(char symbol) => char.ToUpperInvariant(symbol) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var upper => Symbols.IndexOf(upper, StringComparison.Ordinal),
    };
}
