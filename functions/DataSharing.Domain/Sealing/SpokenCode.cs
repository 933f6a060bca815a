using System.Buffers.Binary;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The withdrawal code that can be spoken, printed and typed: ten characters of base 32 (50 bits) and a check
/// character. It can only stop sharing. It prints a placeholder; <see cref="Reveal"/> gives it once, at issue.
/// </summary>
/// <remarks>
/// The check character is Crockford's (value modulo 37): it finds every single wrong character and every swap of
/// neighbours. Issued codes avoid the five check symbols that are hard to say (* ~ $ = U), which costs 0.2 bits.
/// </remarks>
public sealed class SpokenCode : IEquatable<SpokenCode>
{
    private const int Digits = 10;
    private const ulong Mask = (1UL << (5 * Digits)) - 1;

    private readonly ulong _value;

    private SpokenCode(ulong value) => _value = value;

    /// <summary>A new random code.</summary>
    public static SpokenCode Create()
    {
        Span<byte> random = stackalloc byte[8];
        while (true)
        {
            RandomNumberGenerator.Fill(random);
            ulong value = BinaryPrimitives.ReadUInt64BigEndian(random) & Mask;
            if (char.IsAsciiLetterOrDigit(Crockford32.CheckOf(value)) && Crockford32.CheckOf(value) != 'U')
                return new(value);
        }
    }

    /// <summary>Reads what a person typed, as <see cref="TypedCode"/> does. Stars and tildes around it do not matter.</summary>
    /// <returns>
    /// False if it is no code by its form: a character has no place in one, it is not eleven, or the check character does not
    /// fit.
    /// </returns>
    public static bool TryParse(string? typed, out SpokenCode? code)
    {
        code = null;
        if (TypedCode.Read(typed)?.TrimStart(TypedCode.Emphasis) is not { Length: > Digits } digits
            || digits.AsSpan(Digits + 1).ContainsAnyExcept(TypedCode.Emphasis))
            return false;
        ulong value = 0;
        foreach (char digit in digits[..Digits])
        {
            if (Crockford32.ValueOf(digit) is not (< 32 and var bits))
                return false;
            value = (value << 5) | (uint)bits;
        }
        code = Crockford32.CheckOf(value) == digits[Digits] ? new(value) : null;
        return code is not null;
    }

    /// <summary>
    /// The code in groups for reading aloud, e.g. <c>XXXXX-XXXXX-X</c>. For the one answer that issues it; never stored or
    /// logged.
    /// </summary>
    public string Reveal()
    {
        string digits = Canonical();
        return $"{digits[..5]}-{digits[5..10]}-{digits[10..]}";
    }

    /// <summary>The eleven characters without separators: what the fingerprint is taken of.</summary>
    internal string Canonical() => Crockford32.Encode(_value, Digits) + Crockford32.CheckOf(_value);

    /// <inheritdoc/>
    public bool Equals(SpokenCode? other) => other is not null && other._value == _value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpokenCode);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>A placeholder, never the code.</summary>
    public override string ToString() => "SpokenCode(…)";
}
