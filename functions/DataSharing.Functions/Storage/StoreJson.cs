using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DataSharing.Functions.Storage;

/// <summary>
/// How documents are written and read: camelCase, enums by name, nulls written. Reading is strict: an unknown, duplicate
/// or missing member is a <see cref="JsonException"/>, because a document that is half understood must decide nothing.
/// A member added later needs a default value, so that older documents stay readable; one that is no longer kept is named here,
/// read over in them and written no more.
/// </summary>
public static class StoreJson
{
    // No rule read them: what they said was never enforced.
    private static readonly Dictionary<Type, string[]> Retired = new()
    {
        [typeof(CaseFacts)] = ["criminalCaseOpenedAt", "emergencyState", "approvedTexts"],
        [typeof(Participant)] = ["locationHolder", "therapist"],
        [typeof(SharingRequest)] = ["onward"],
    };

    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Deserialize<T>(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<T>(body.Span, Options) ?? throw new JsonException("the document is null");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // The bodies are never embedded in HTML; escaping would only make them longer.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(
                JsonNamingPolicy.CamelCase, allowIntegerValues: false), new LogEntryConverter(), new FieldVerdictText() },
        };
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ReadOver } };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static void ReadOver(JsonTypeInfo type)
    {
        foreach (string name in Retired.GetValueOrDefault(type.Type, []))
        {
            JsonPropertyInfo member = type.CreateJsonPropertyInfo(typeof(JsonElement), name);
            member.Set = static (_, _) => { };
            type.Properties.Add(member);
        }
    }

    /// <summary>A log entry has exactly one text, which is also what is handed to reviewers.</summary>
    private sealed class LogEntryConverter : JsonConverter<LogEntry>
    {
        public override LogEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var entry = JsonDocument.ParseValue(ref reader);
            return LogJson.Read(JsonSerializer.SerializeToUtf8Bytes(entry.RootElement));
        }

        public override void Write(Utf8JsonWriter writer, LogEntry value, JsonSerializerOptions options) =>
            writer.WriteRawValue(LogJson.Wire(value), skipInputValidation: true);
    }
}
