namespace DataSharing.Functions.Cases;

/// <summary>A case's record: values by field path. Personal data.</summary>
public sealed record RecordBody(IReadOnlyList<RecordField> Fields)
{
    /// <summary>A placeholder, never the values.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>One value of a record, as it goes in and out of the API.</summary>
/// <param name="Path">Field path of the catalogue.</param>
/// <param name="State">stated, observed, fromDocument, unknown or declined; the last two have no value.</param>
/// <param name="Value">In words, or a code, a date (ISO 8601) or a country (ISO 3166-1 alpha-2). Words state nothing: a yes or no is
/// passed on only from a code.</param>
/// <param name="Codes">Codes of the field's closed lists and answers; a field without such a list takes none.</param>
/// <param name="Parts">Parts that may pass alone, such as <c>effect</c> or <c>safetyLine</c>.</param>
/// <param name="Items">Items of a list.</param>
/// <param name="Notes">The writer's notes; they go where the value goes .</param>
/// <param name="Source">The document it comes from.</param>
/// <param name="RecordedBy">Staff id; left out, the caller's.</param>
/// <param name="RecordedAt">Left out, now.</param>
public sealed record RecordField(
    [Name] string Path,
    ValueState State,
    [Prose(100_000)] string? Value = null,
    [Most(100), Name] IReadOnlyList<string>? Codes = null,
    [Prose(10_000)] IReadOnlyDictionary<string, string>? Parts = null,
    IReadOnlyList<RecordItem>? Items = null,
    [Prose(100_000)] string? Notes = null,
    RecordSource? Source = null,
    [Reference] string? RecordedBy = null,
    DateTimeOffset? RecordedAt = null)
{
    public FieldValue ToValue(PersonId person, DateTimeOffset now) => new()
    {
        Path = Path,
        State = State,
        Text = Value,
        Codes = Codes ?? [],
        Parts = Parts ?? new Dictionary<string, string>(),
        Items = [.. (Items ?? []).Select(
            item => new ValueItem
            {
                Id = item.Id,
                Text = item.Value,
                Purpose = item.Purpose,
                Supports = item.Supports,
                Never = item.Never ?? [],
            })],
        Notes = Notes,
        Source = Source is null ? null : new DocumentSource(Source.Title, Source.Date, Source.Copy),
        RecordedBy = RecordedBy ?? person,
        RecordedAt = CallerTimes.Happened(RecordedAt ?? now, now).ToUniversalTime(),
    };

    public static RecordField From(FieldValue value) => new(
        value.Path,
        value.State,
        value.Text,
        value.Codes.Count == 0 ? null : value.Codes,
        value.Parts.Count == 0 ? null : value.Parts,
        value.Items.Count == 0
            ? null
            : [.. value.Items.Select(
                item => new RecordItem(item.Id, item.Text, item.Purpose, item.Supports, item.Never.Count == 0 ? null : item.Never))],
        value.Notes,
        value.Source is null ? null : new RecordSource(value.Source.Title, value.Source.Date, value.Source.IsCopy),
        value.RecordedBy,
        value.RecordedAt);

    /// <summary>A placeholder, never the value.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>One item of a list value.</summary>
/// <param name="Id">Opaque, unique within the value.</param>
/// <param name="Value">In words.</param>
/// <param name="Purpose">Purpose code it serves.</param>
/// <param name="Supports">Path of the field it supports.</param>
/// <param name="Never">Never flags of this item alone, beside those of its field, such as <c>POL</c>: where one applies the item is
/// left out.</param>
public sealed record RecordItem(
    [Reference] string Id,
    [Prose(100_000)] string Value,
    [Name] string? Purpose = null,
    [Name] string? Supports = null,
    IReadOnlyList<NeverFlag>? Never = null)
{
    /// <summary>A placeholder, never the item.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>The document behind a value.</summary>
/// <param name="Title">What the document is.</param>
/// <param name="Date">Its date.</param>
/// <param name="Copy">Whether a copy was seen, not the original.</param>
public sealed record RecordSource([Prose(500)] string Title, DateOnly? Date = null, bool Copy = false)
{
    /// <summary>A placeholder, never the source.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>That a record was written: its version and paths, no value.</summary>
/// <param name="NotCoded">Paths answered in words where only a code can be passed on: the yes or no that others may receive is
/// withheld.</param>
/// <param name="Case">The case.</param>
/// <param name="Version">Counts the writings; the answer's ETag.</param>
/// <param name="Paths">Field paths that it holds.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="WrittenBy">Staff id of the writer.</param>
public sealed record RecordView(
    string Case, long Version, IReadOnlyList<string> Paths, IReadOnlyList<string> NotCoded, DateTimeOffset WrittenAt, string WrittenBy);
