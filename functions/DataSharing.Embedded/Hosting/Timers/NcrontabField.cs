namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>One field of an NCRONTAB expression as a bit set of the values it lets through.</summary>
internal sealed record NcrontabField(string Name, int Min, int Max, IReadOnlyList<string>? Names = null)
{
    private const int ShortestAbbreviation = 3;

    public static readonly IReadOnlyList<NcrontabField> All =
    [
        new("second", 0, 59),
        new("minute", 0, 59),
        new("hour", 0, 23),
        new("day", 1, 31),
        new("month", 1, 12,
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]),
        new("day-of-week", 0, 6, ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]),
    ];

    /// <summary>Reads a comma-separated list of <c>*</c>, values, ranges and steps.</summary>
    /// <exception cref="FormatException">The text is not a list of them, or a value lies outside the field.</exception>
    public ulong Parse(string text)
    {
        var bits = 0UL;
        foreach (var item in text.Split(','))
        {
            var (from, to, step) = Item(item);
            for (var value = from; value <= to; value += step)
                bits |= 1UL << value;
        }

        return bits;
    }

    private (int From, int To, int Step) Item(string item)
    {
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? item : item[..slash];
        var step = slash < 0 ? 1 : Number(item[(slash + 1)..], 1, Max);
        if (range == "*")
            return (Min, Max, step);
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            // A single value with a step runs on to the end of the field: 5/15 is 5, 20, 35, 50.
            var value = Value(range);
            return (value, slash < 0 ? value : Max, step);
        }

        var (first, last) = (Value(range[..dash]), Value(range[(dash + 1)..]));
        if (first > last)
            throw new FormatException($"the {Name} field has the range '{range}', which ends before it starts");
        return (first, last, step);
    }

    private int Value(string text)
    {
        if (Names is not null && text.Length >= ShortestAbbreviation && char.IsAsciiLetter(text[0]))
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (Names[i].StartsWith(text, StringComparison.OrdinalIgnoreCase))
                    return Min + i;
            }
        }

        return Number(text, Min, Max);
    }

    private int Number(string text, int min, int max)
    {
        if (text.Length is 0 or > 2 || !text.All(char.IsAsciiDigit))
            throw new FormatException($"the {Name} field has '{text}', which is not a value of it");
        var number = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return number >= min && number <= max
            ? number
            : throw new FormatException($"the {Name} field has {number}, outside {min} to {max}");
    }
}
