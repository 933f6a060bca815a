using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>How a value came to be known. Source: fields.md, "Every stored value also carries"; .</summary>
[JsonConverter(typeof(CamelCaseEnum<ValueState>))]
public enum ValueState
{
    /// <summary>Said by the person.</summary>
    Stated,

    /// <summary>Seen by a professional.</summary>
    Observed,

    /// <summary>Taken from a document.</summary>
    FromDocument,

    /// <summary>Asked, not known.</summary>
    Unknown,

    /// <summary>Declined to answer: a final value, not chased elsewhere .</summary>
    Declined,
}

/// <summary>
/// One value of a record: personal data. It prints a placeholder and refuses to be serialised by anything but
/// <see cref="RecordEnvelope"/> and <see cref="Payload"/>, whose bytes are sealed before they are kept or sent.
/// </summary>
[JsonConverter(typeof(RefusesToSerialise<FieldValue>))]
public sealed class FieldValue
{
    /// <summary>What is printed instead of the value.</summary>
    public const string Placeholder = "[personal data]";

    /// <summary>Field path.</summary>
    public required string Path { get; init; }

    /// <summary>How it is known.</summary>
    public ValueState State { get; init; }

    /// <summary>The value in words, or a code, date (ISO 8601) or country (ISO 3166-1 alpha-2); null when it has none.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Codes of the field's closed lists, e.g. <c>domesticServitude</c>; see <see cref="Policy.PolicyField.Codes"/>. They alone survive
    /// de-personalisation, and they alone make a statement for the person.
    /// </summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Named parts that may pass alone, e.g. <c>effect</c>, <c>safetyLine</c>, <c>region</c>, <c>district</c>.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; init; } = new Dictionary<string, string>();

    /// <summary>Items of a list value.</summary>
    public IReadOnlyList<ValueItem> Items { get; init; } = [];

    /// <summary>Notes: free text of the highest sensitivity of the group .</summary>
    public string? Notes { get; init; }

    /// <summary>The document it comes from, or null.</summary>
    public DocumentSource? Source { get; init; }

    /// <summary>Opaque staff id of who recorded it.</summary>
    public string? RecordedBy { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Whether there is an answer: neither unknown nor declined, and something in it.</summary>
    internal bool Answered =>
        State is not (ValueState.Unknown or ValueState.Declined)
        && (!string.IsNullOrWhiteSpace(Text) || Codes.Count > 0 || Items.Count > 0 || Parts.Count > 0);

    /// <summary>
    /// The value without some of its items. Words, codes, parts, notes and source go with them: they may tell of the item that is left
    /// out.
    /// </summary>
    /// <param name="items">Ids of the items; null or empty: the value itself.</param>
    internal FieldValue LeavingOut(IReadOnlyList<string>? items) => items is not { Count: > 0 }
        ? this
        : new FieldValue
        {
            Path = Path,
            State = State,
            Items = [.. Items.Where(item => !items.Contains(item.Id))],
            RecordedBy = RecordedBy,
            RecordedAt = RecordedAt,
        };

    /// <summary>A placeholder, never the value.</summary>
    public override string ToString() => Placeholder;
}

/// <summary>One item of a list value.</summary>
[JsonConverter(typeof(RefusesToSerialise<ValueItem>))]
public sealed class ValueItem
{
    /// <summary>Opaque id within the value.</summary>
    public required string Id { get; init; }

    /// <summary>The item in words.</summary>
    public required string Text { get; init; }

    /// <summary>Purpose code it serves, e.g. of a plan line; null: none.</summary>
    public string? Purpose { get; init; }

    /// <summary>Path of the field it supports, e.g. of a source; null: none.</summary>
    public string? Supports { get; init; }

    /// <summary>Never flags of this item, beside those of its field .</summary>
    public IReadOnlyList<NeverFlag> Never { get; init; } = [];

    /// <summary>Digest of the exact item, against which agreements are held.</summary>
    public string Digest() => ContentDigest.Of(Text);

    /// <summary>A placeholder, never the item.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>The document behind a value.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Date">Its date, or null.</param>
/// <param name="IsCopy">A copy was made.</param>
[JsonConverter(typeof(RefusesToSerialise<DocumentSource>))]
public sealed record DocumentSource(string Title, DateOnly? Date, bool IsCopy)
{
    /// <summary>A placeholder, never the source.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>Stops a serialiser that meets personal data: logs, histories and documents must never hold it.</summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class RefusesToSerialise<T> : JsonConverter<T>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refusal();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw Refusal();

    private static NotSupportedException Refusal() => new("personal data is serialised inside its envelope only");
}
