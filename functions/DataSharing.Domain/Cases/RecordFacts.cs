using DataSharing.Domain.Redaction;

namespace DataSharing.Domain.Cases;

/// <summary>What rules may know of a record: which paths hold something that can be used, and never a value. Source: .</summary>
public sealed record RecordFacts
{
    private readonly string[] _usable = [];

    /// <summary>Paths with an answer that was stated, observed or taken from a document; neither declined nor unknown. In ordinal order.</summary>
    public IReadOnlyList<string> Usable
    {
        get => _usable;
        init => _usable = [.. value.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a path can be used.</summary>
    public bool Holds(string path) => Array.BinarySearch(_usable, path, StringComparer.Ordinal) >= 0;

    /// <summary>The usable paths of a record's values.</summary>
    public static IReadOnlyList<string> UsableOf(IEnumerable<FieldValue> values) =>
        [.. values.Where(value => value.Answered).Select(value => value.Path).Order(StringComparer.Ordinal)];
}
