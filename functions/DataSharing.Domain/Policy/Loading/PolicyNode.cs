using System.Text.RegularExpressions;
using System.Xml;

namespace DataSharing.Domain.Policy.Loading;

/// <summary>
/// A place in a policy file. Reading never throws: what is wrong is noted with file and path, a harmless value is
/// returned, and reading goes on, so that one load reports every problem.
/// </summary>
internal sealed partial class PolicyNode(string file, string path, JsonElement element, List<string> problems)
{
    private bool Absent => element.ValueKind == JsonValueKind.Undefined;

    internal bool IsNull => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    internal bool IsText => element.ValueKind == JsonValueKind.String;

    internal void Problem(string what) => problems.Add($"{file}: {path}: {what}");

    /// <summary>Checks an object's members; a name ending in <c>?</c> may be missing.</summary>
    internal PolicyNode Object(params ReadOnlySpan<string> members)
    {
        if (Absent)
            return this;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Problem("must be an object");
            return this;
        }

        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!present.Add(member.Name))
                Problem($"duplicate member '{member.Name}'");
            else if (!Contains(members, member.Name))
                Problem($"unknown member '{member.Name}'");
        }

        foreach (string member in members)
            if (!member.EndsWith('?') && !present.Contains(member))
                Problem($"missing member '{member}'");
        return this;
    }

    internal PolicyNode this[string member]
    {
        get
        {
            JsonElement child = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out JsonElement value)
                ? value
                : default;
            return new PolicyNode(file, $"{path}.{member}", child, problems);
        }
    }

    internal string Text()
    {
        if (IsText && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            return text;
        if (!Absent)
            Problem("must be a text that is not empty");
        return "";
    }

    internal string? OptionalText() => Absent ? null : Text();

    internal bool Flag()
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        if (!Absent)
            Problem("must be true or false");
        return false;
    }

    internal int Number(int least, int most)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number))
        {
            if (number >= least && number <= most)
                return number;
            Problem(number < least
                ? string.Create(CultureInfo.InvariantCulture, $"{number} is below the floor {least}")
                : string.Create(CultureInfo.InvariantCulture, $"{number} is above the cap {most}"));
        }
        else if (!Absent)
        {
            Problem("must be a whole number");
        }

        return least;
    }

    /// <summary>An ISO 8601 duration of days, hours and minutes: months and years have no fixed length and are refused.</summary>
    internal TimeSpan Duration()
    {
        string text = Text();
        if (text.Length == 0)
            return TimeSpan.Zero;
        if (DurationShape().IsMatch(text) && XmlConvert.ToTimeSpan(text) is { Ticks: > 0 } length)
            return length;
        Problem($"'{text}' is no ISO 8601 duration of days, hours or minutes");
        return TimeSpan.Zero;
    }

    internal IReadOnlyList<PolicyNode> Items(bool mayBeEmpty = false)
    {
        if (Absent)
            return [];
        if (element.ValueKind != JsonValueKind.Array)
        {
            Problem("must be a list");
            return [];
        }

        PolicyNode[] items = element.EnumerateArray()
            .Select((item, index) => new PolicyNode(file, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item, problems))
            .ToArray();
        if (items.Length == 0 && !mayBeEmpty)
            Problem("must not be empty");
        return items;
    }

    /// <summary>Every member of an object whose names are data; nothing where it is absent.</summary>
    internal IReadOnlyList<(string Name, PolicyNode Node)> Members()
    {
        if (Absent)
            return [];
        if (element.ValueKind != JsonValueKind.Object)
        {
            Problem("must be an object");
            return [];
        }

        var members = new List<(string, PolicyNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
            if (seen.Add(member.Name))
                members.Add((member.Name, new PolicyNode(file, $"{path}.{member.Name}", member.Value, problems)));
            else
                Problem($"duplicate member '{member.Name}'");
        return members;
    }

    internal T Code<T>(string what) where T : struct, Enum
    {
        string code = Text();
        if (code.Length > 0 && !WireCode.TryParse(code, out T value))
            Problem($"unknown {what} '{code}'");
        else if (code.Length > 0)
            return WireCode.TryParse(code, out value) ? value : default;
        return default;
    }

    internal string Known(Func<string, bool> exists, string what)
    {
        string text = Text();
        if (text.Length > 0 && !exists(text))
            Problem($"unknown {what} '{text}'");
        return text;
    }

    /// <summary>A list without repeats; each item read by <paramref name="read"/>.</summary>
    internal FrozenSet<T> Set<T>(Func<PolicyNode, T> read, bool mayBeEmpty = false)
    {
        var set = new HashSet<T>();
        foreach (PolicyNode item in Items(mayBeEmpty))
            if (!set.Add(read(item)))
                item.Problem("duplicate entry");
        return set.ToFrozenSet();
    }

    /// <summary>A list of things with ids, each id once, in file order.</summary>
    internal IReadOnlyList<T> Rows<T>(Func<PolicyNode, T> read, Func<T, string> id, string what, bool mayBeEmpty = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<T>();
        foreach (PolicyNode item in Items(mayBeEmpty))
        {
            T? row = read(item);
            if (id(row).Length == 0)
                continue;
            if (seen.Add(id(row)))
                rows.Add(row);
            else
                item.Problem($"duplicate {what} '{id(row)}'");
        }

        return rows;
    }

    /// <summary><see cref="Rows{T}"/>, at least one, by id.</summary>
    internal FrozenDictionary<string, T> Table<T>(Func<PolicyNode, T> read, Func<T, string> id, string what) =>
        Rows(read, id, what).ToFrozenDictionary(id, StringComparer.Ordinal);

    private static bool Contains(ReadOnlySpan<string> members, string name)
    {
        foreach (string member in members)
            if (member.AsSpan().TrimEnd('?').SequenceEqual(name))
                return true;
        return false;
    }

    [GeneratedRegex(@"^P(?=\d|T\d)(\d{1,5}D)?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?)?$")]
    private static partial Regex DurationShape();
}
