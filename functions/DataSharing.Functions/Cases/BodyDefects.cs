namespace DataSharing.Functions.Cases;

/// <summary>Everything that is wrong with one body, so that it can be mended in one go. The first names the problem's type.</summary>
public sealed class BodyDefects
{
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(ProblemType Type, ProblemItem Item)> _found = [];

    public int Count => _found.Count;

    public IReadOnlyList<ProblemItem> Items => [.. _found.Select(found => found.Item)];

    public void Add(ProblemType type, string pointer, string detail, string? rule = null) =>
        _found.Add((type, new ProblemItem(pointer, detail, null, rule)));

    public void Unless(bool holds, string pointer, string detail, string? rule = null)
    {
        if (!holds)
            Add(ProblemType.InvalidValue, pointer, detail, rule);
    }

    /// <summary>A time that is no slip of the keyboard: some calculations add years to it.</summary>
    public void Time(DateTimeOffset? time, string pointer) =>
        Unless(time is not { } given || (given >= Earliest && given < Latest), pointer, "a time lies in the years 1900 to 2199");

    /// <summary>A time that has come by the caller's clock (<see cref="CallerTimes"/>, which says what is kept of it).</summary>
    public void Past(DateTimeOffset? time, DateTimeOffset now, string pointer)
    {
        Time(time, pointer);
        Unless(time is not { } given || given <= now + CallerTimes.Skew, pointer, "the time lies ahead; " + CallerTimes.Present(now));
    }

    public void Country(string? code, string pointer) =>
        Unless(
            code is null || (code.Length == 2 && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1])), pointer,
            "a country is two upper-case letters of ISO 3166-1");

    public void Distinct(IEnumerable<string> items, string pointer, string detail)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int i = 0;
        foreach (string item in items)
        {
            Unless(seen.Add(item), $"{pointer}/{i}", detail);
            i++;
        }
    }

    /// <returns>All of them, the first one foremost; null: there are none.</returns>
    public Refusal? WhyRefused() => _found.Count == 0
        ? null
        : new(_found[0].Type, _found[0].Item.Detail, _found[0].Item.Pointer) { Errors = _found.Count > 1 ? Items : [] };
}
