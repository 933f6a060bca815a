using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// The one form in which a record's values become bytes: to be sealed with the case's key before they are stored. Strict on
/// reading: an unknown or duplicate member, or a path twice, is refused.
/// </summary>
public static class RecordEnvelope
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    /// <summary>The values as UTF-8 JSON, sorted by path: equal values give equal bytes.</summary>
    public static byte[] Write(IEnumerable<FieldValue> values) =>
        JsonSerializer.SerializeToUtf8Bytes(values.OrderBy(v => v.Path, StringComparer.Ordinal).Select(Value.From).ToArray(), Options);

    /// <summary>Reads what <see cref="Write"/> wrote, or an agency's record.</summary>
    /// <exception cref="JsonException">Not a record.</exception>
    public static IReadOnlyList<FieldValue> Read(ReadOnlySpan<byte> json)
    {
        FieldValue[] values = (JsonSerializer.Deserialize<Value[]>(json, Options) ?? throw new JsonException("a record is an array"))
            .Select(v => v.To()).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FieldValue? value in values)
            if (!seen.Add(value.Path))
                throw new JsonException("a path stands twice in the record");
        return values;
    }

    private sealed record Value(
        string Path,
        ValueState State,
        string? Text,
        IReadOnlyList<string>? Codes,
        SortedDictionary<string, string>? Parts,
        IReadOnlyList<Item>? Items,
        string? Notes,
        Document? Source,
        string? RecordedBy,
        DateTimeOffset RecordedAt)
    {
        internal static Value From(FieldValue v) => new(
            v.Path,
            v.State,
            v.Text,
            v.Codes.Count == 0 ? null : v.Codes,
            v.Parts.Count == 0 ? null : new SortedDictionary<string, string>(v.Parts.ToDictionary(), StringComparer.Ordinal),
            v.Items.Count == 0
                ? null
                : [.. v.Items.Select(i => new Item(i.Id, i.Text, i.Purpose, i.Supports, i.Never.Count == 0 ? null : i.Never))],
            v.Notes,
            v.Source is null ? null : new Document(v.Source.Title, v.Source.Date, v.Source.IsCopy),
            v.RecordedBy,
            v.RecordedAt);

        internal FieldValue To() => new()
        {
            Path = Path,
            State = State,
            Text = Text,
            Codes = Codes ?? [],
            Parts = Parts ?? (IReadOnlyDictionary<string, string>)new Dictionary<string, string>(),
            Items = [.. (Items ?? []).Select(
                i => new ValueItem { Id = i.Id, Text = i.Text, Purpose = i.Purpose, Supports = i.Supports, Never = i.Never ?? [] })],
            Notes = Notes,
            Source = Source is null ? null : new DocumentSource(Source.Title, Source.Date, Source.IsCopy),
            RecordedBy = RecordedBy,
            RecordedAt = RecordedAt,
        };
    }

    private sealed record Item(string Id, string Text, string? Purpose, string? Supports, IReadOnlyList<NeverFlag>? Never = null);

    private sealed record Document(string Title, DateOnly? Date, bool IsCopy);
}
