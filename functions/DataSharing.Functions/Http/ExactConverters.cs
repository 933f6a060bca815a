using System.Text.Json.Serialization;

namespace DataSharing.Functions.Http;

/// <summary>
/// Reads an enumeration by its exact names: the serializer's own converter also takes other cases, lists and, of some types,
/// numbers.
/// </summary>
internal sealed class ExactEnums(JsonSerializerOptions names) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Exact<>).MakeGenericType(typeToConvert), names)!;

    private sealed class Exact<T>(JsonSerializerOptions names) : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<string, T> _values =
            Enum.GetValues<T>().Distinct()
                .ToDictionary(value => JsonSerializer.SerializeToElement(value, names).GetString()!, StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out T value)
                ? value
                : throw new ValueException("the value is one of " + string.Join(", ", _values.Keys));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, names);
    }
}

/// <summary>What a value has to be, where the serializer's own words would not say it; never the value.</summary>
internal sealed class ValueException(string detail) : JsonException(detail);

/// <summary>Reads a time as all of them are read: <see cref="CallerTimes"/>.</summary>
internal sealed class OffsetTimes : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && CallerTimes.TryRead(reader.GetString(), out DateTimeOffset time)
            ? time
            : throw new ValueException("a time is written as RFC 3339 has it, with an offset, such as 2026-06-01T08:00:00+02:00");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
