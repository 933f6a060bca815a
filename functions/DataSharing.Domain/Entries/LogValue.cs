using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Entries;

/// <summary>What an outcome or a cause can be: one of closed codes, or an id, reference or moment of a named kind.</summary>
public sealed record LogValue
{
    /// <summary>How a moment is written: to the second, in UTC.</summary>
    internal const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private Func<string, bool> _fits = static _ => false;

    private LogValue()
    {
    }

    /// <summary>Never there.</summary>
    public static LogValue Never { get; } = new() { IsOptional = true };

    /// <summary>The codes, where they are a closed list; else empty.</summary>
    public IReadOnlyList<string> Codes { get; private init; } = [];

    /// <summary>What it is, in words, where it is none of closed codes; else null.</summary>
    public string? What { get; private init; }

    /// <summary>It may be absent.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>The same, or absent.</summary>
    public LogValue OrNone => this with { IsOptional = true };

    /// <summary>One of these codes.</summary>
    public static LogValue OneOf(params IReadOnlyList<string> codes) => new() { Codes = codes, _fits = codes.Contains };

    /// <summary>The code of a member of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public static LogValue OneOf<T>() where T : struct, Enum => OneOf([.. Enum.GetValues<T>().Select(WireCode.Of)]);

    /// <summary>An id or a reference: any text that an entry may hold.</summary>
    /// <param name="what">Of what, e.g. <c>the withdrawal's id</c>.</param>
    public static LogValue Of(string what) => new() { What = what, _fits = static _ => true };

    /// <summary>A moment, to the second.</summary>
    /// <param name="what">Which, e.g. <c>the highest time before</c>.</param>
    public static LogValue Moment(string what) => new()
    {
        What = what,
        _fits = static text => DateTimeOffset.TryParseExact(
            text, MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
    };

    /// <summary>How many of something that has no identity worth keeping.</summary>
    /// <param name="code">Of what.</param>
    public static LogValue Count(string code) => new()
    {
        What = code + "=n",
        _fits = text => text.StartsWith(code + "=", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(code.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0,
    };

    /// <summary>Whether an entry of the form may have it.</summary>
    public bool Allows(string? value) => value is null ? IsOptional : _fits(value);
}
