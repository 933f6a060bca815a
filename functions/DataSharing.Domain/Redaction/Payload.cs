using System.Buffers;
using System.Text.Encodings.Web;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>One field of a delivery.</summary>
[JsonConverter(typeof(RefusesToSerialise<PayloadEntry>))]
public sealed class PayloadEntry
{
    /// <summary>Field path.</summary>
    public required string Path { get; init; }

    /// <summary>How it is known; null where the treatment leaves only a statement.</summary>
    public ValueState? State { get; init; }

    /// <summary>The value, after treatment.</summary>
    public string? Text { get; init; }

    /// <summary>Coded terms.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Named parts.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; init; } = new Dictionary<string, string>();

    /// <summary>Items that passed.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Notes: at FULL only.</summary>
    public string? Notes { get; init; }

    /// <summary>Document behind it.</summary>
    public DocumentSource? Source { get; init; }

    /// <summary>Grades and conditions that travel with every copy .</summary>
    public HandlingMark? Handling { get; init; }

    /// <summary>A placeholder, never the value.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>What is sealed for one recipient: the permitted fields, treated, and nothing else. Personal data.</summary>
[JsonConverter(typeof(RefusesToSerialise<Payload>))]
public sealed class Payload
{
    /// <summary>Handle of the person for this delivery: random, new each time, known to nobody else .</summary>
    public required string Handle { get; init; }

    /// <summary>Pathway id.</summary>
    public required string Pathway { get; init; }

    /// <summary>Purpose code: use for anything else is not allowed .</summary>
    public required string Purpose { get; init; }

    /// <summary>Tier.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Fields in ordinal order of paths.</summary>
    public required IReadOnlyList<PayloadEntry> Entries { get; init; }

    /// <summary>
    /// Permitted paths that are not in it: the record holds no value, or none that could be treated safely. For the holder
    /// alone.
    /// </summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>The payload as UTF-8 JSON, members in fixed order: the plaintext to seal. Equal payloads give equal bytes.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        // Names keep their letters; nothing here is ever put into a page.
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("handle", Handle);
            writer.WriteString("pathway", Pathway);
            writer.WriteString("purpose", Purpose);
            writer.WriteString("tier", WireCode.Of(Tier));
            writer.WriteStartArray("fields");
            foreach (PayloadEntry entry in Entries)
                Write(writer, entry, withHandling: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => FieldValue.Placeholder;

    internal static void Write(Utf8JsonWriter writer, PayloadEntry entry, bool withHandling)
    {
        writer.WriteStartObject();
        writer.WriteString("path", entry.Path);
        if (entry.State is { } state)
            writer.WriteString("state", WireCode.Of(state));
        if (entry.Text is not null)
            writer.WriteString("value", Utf8(entry.Text));
        List(writer, "codes", entry.Codes);
        if (entry.Parts.Count > 0)
        {
            writer.WriteStartObject("parts");
            foreach ((string name, string part) in entry.Parts.OrderBy(p => p.Key, StringComparer.Ordinal))
                writer.WriteString(Utf8(name), Utf8(part ?? ""));
            writer.WriteEndObject();
        }

        List(writer, "items", entry.Items);
        if (entry.Notes is not null)
            writer.WriteString("notes", Utf8(entry.Notes));
        if (entry.Source is { } source)
        {
            writer.WriteStartObject("source");
            writer.WriteString("title", Utf8(source.Title));
            if (source.Date is { } date)
                writer.WriteString("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteBoolean("copy", source.IsCopy);
            writer.WriteEndObject();
        }

        if (withHandling && entry.Handling is { } mark)
        {
            writer.WriteStartObject("handling");
            writer.WriteString("source", mark.Source);
            writer.WriteString("content", mark.Content);
            writer.WriteString("code", mark.Handling);
            if (mark.Conditions is { } conditions)
                writer.WriteString("conditions", Utf8(conditions));
            else
                writer.WriteNull("conditions");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Half a pair of UTF-16, which the writer would refuse, becomes the replacement sign: no value keeps the rest from being sent.
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static void List(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(Utf8(value ?? ""));
        writer.WriteEndArray();
    }
}
