using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Cases;

/// <summary>
/// What rules may know of a case's record: which fields hold a usable answer, the coded answers on which safety rests, and the
/// ids of items. No other value, and never prose. Immutable; lists are sorted, so that equal records give equal facts. Source: R-272,
///
/// </summary>
public sealed record RecordFacts
{
    private readonly string[] _usable = [];

    /// <summary>A record that holds nothing.</summary>
    public static RecordFacts Empty { get; } = new();

    /// <summary>Paths with an answer: stated, observed or from a document, and neither unknown nor declined. In ordinal order.</summary>
    public IReadOnlyList<string> Usable
    {
        get => _usable;
        init => _usable = [.. value.Order(StringComparer.Ordinal)];
    }

    /// <summary>Paths that are answered, but not with a coded answer where a statement is made from one: they give none .</summary>
    public IReadOnlyList<string> NotCoded { get; init; } = [];

    /// <summary>
    /// By path: what the coded answer states, for the fields that <see cref="PolicySet.Safety"/> and
    /// <see cref="OverrideSet.OnRecord"/> name and no others.
    /// </summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The first day of adulthood by the date of birth on record, be it past; null: none is on record, or, in records of
    /// before, it was past.
    /// </summary>
    public DateOnly? ChildUntil { get; init; }

    /// <summary>Items of the fields that are lists.</summary>
    public IReadOnlyList<RecordItemFacts> Items { get; init; } = [];

    /// <summary>Whether the record holds an answer at a path that can be used.</summary>
    public bool Holds(string path) => Array.BinarySearch(_usable, path, StringComparer.Ordinal) >= 0;
}

/// <summary>One item of a list field, without its content.</summary>
/// <param name="Path">Field path.</param>
/// <param name="Id">Opaque id within the field.</param>
/// <param name="Never">Flags that its writer set on this item, beside those of the field .</param>
public sealed record RecordItemFacts(string Path, string Id, IReadOnlyList<NeverFlag> Never);
