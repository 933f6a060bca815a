using System.Buffers;
using System.Text.Encodings.Web;

namespace DataSharing.Domain.AccessLog;

/// <summary>
/// An entry as JSON. One entry has exactly one text: members sorted by name, absent ones left out, times in UTC with
/// seven decimals, no white space. This is RFC 8785 for the texts that <see cref="LogText"/> allows, so that anybody's
/// canonicaliser gives the same bytes.
/// </summary>
public static class LogJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    // The default encoder writes + as an escape, which RFC 8785 does not; nothing that needs an escape passes LogText.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
    };

    /// <summary>What the hash is taken over: the entry without <c>seq</c>, <c>previous</c> and <c>hash</c>.</summary>
    /// <exception cref="ArgumentException">A member holds something that is no id, code or path, or the action is unknown.</exception>
    public static byte[] Canonical(LogEntry entry) => Write(entry, chained: false);

    /// <summary>The whole entry, as stored and as handed to reviewers.</summary>
    /// <exception cref="ArgumentException">As <see cref="Canonical"/>.</exception>
    public static byte[] Wire(LogEntry entry) => Write(entry, chained: true);

    /// <summary>Reads what <see cref="Wire"/> wrote. Unknown, duplicate or missing members are errors.</summary>
    /// <exception cref="JsonException">Not an entry.</exception>
    public static LogEntry Read(ReadOnlySpan<byte> wire) =>
        JsonSerializer.Deserialize<LogEntry>(wire, Strict) ?? throw new JsonException("not a log entry");

    private static byte[] Write(LogEntry entry, bool chained)
    {
        if (!LogAction.All.Contains(entry.Action))
            throw new ArgumentException("log member action is not a known action");
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("action", entry.Action);
            WriteActor(writer, entry.Actor);
            writer.WriteString("at", entry.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            Text(writer, "case", entry.Case);
            Text(writer, "cause", entry.Cause);
            Texts(writer, "fieldGroups", entry.FieldGroups);
            Texts(writer, "fieldPaths", entry.FieldPaths);
            if (chained)
                Text(writer, "hash", entry.Hash);
            Text(writer, "holder", entry.Holder);
            Text(writer, "id", entry.Id);
            Text(writer, "outcome", entry.Outcome);
            Text(writer, "pathway", entry.Pathway);
            if (chained)
                Text(writer, "previous", entry.Previous);
            Text(writer, "purpose", entry.Purpose);
            Texts(writer, "reasonKinds", entry.ReasonKinds);
            Text(writer, "recipient", entry.Recipient);
            Text(writer, "release", entry.Release);
            Text(writer, "request", entry.Request);
            if (chained && entry.Seq is { } seq)
                writer.WriteNumber("seq", seq);
            Text(writer, "stream", entry.Stream);
            WriteVersions(writer, entry.Versions);
            writer.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteActor(Utf8JsonWriter writer, LogActor actor)
    {
        writer.WriteStartObject("actor");
        Text(writer, "person", actor.Person);
        Text(writer, "registration", actor.Registration);
        Text(writer, "role", actor.Role);
        writer.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter writer, LogVersions? versions)
    {
        if (versions is null)
            return;
        writer.WriteStartObject("versions");
        Text(writer, "agreement", versions.Agreement);
        Text(writer, "consent", versions.Consent);
        Text(writer, "policy", versions.Policy);
        Text(writer, "profile", versions.Profile);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string member, string? text)
    {
        if (text is not null)
            writer.WriteString(member, LogText.Check(text, member));
    }

    private static void Texts(Utf8JsonWriter writer, string member, IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 })
            return;
        writer.WriteStartArray(member);
        foreach (string text in texts)
            writer.WriteStringValue(LogText.Check(text, member));
        writer.WriteEndArray();
    }
}
