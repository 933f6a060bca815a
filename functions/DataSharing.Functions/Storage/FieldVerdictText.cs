using System.Text.Json.Serialization;

namespace DataSharing.Functions.Storage;

/// <summary>
/// A verdict as one text, <c>path|treatment|limit|generaliser|reason|rule</c>, an absent part empty, and behind it where there are
/// any <c>|-item|-item…</c>, the ids of the items left out. A decision keeps one of each field: as objects they are three quarters of a
/// release document. Documents written as objects stay readable.
/// </summary>
internal sealed class FieldVerdictText : JsonConverter<FieldVerdict>
{
    private const char Between = '|';
    private const int Parts = 6;

    public override FieldVerdict Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Whole whole = JsonSerializer.Deserialize<Whole>(ref reader, options) ?? throw new JsonException("a verdict is not null");
            return new FieldVerdict(
                whole.Path, whole.Treatment, whole.Limit, whole.Generaliser, whole.Reason, whole.RuleId)
            { Without = whole.Without };
        }

        ReadOnlySpan<char> text = reader.TokenType == JsonTokenType.String
            ? reader.GetString()
            : throw new JsonException("a verdict is a text");
        Span<Range> at = stackalloc Range[Parts + 1];
        // The last range takes what is behind the sixth part, further separators and all.
        int found = text.Split(at, Between);
        if (found < Parts || text[at[0]].IsEmpty || text[at[5]].IsEmpty)
            throw new JsonException("a verdict has six parts");
        string[]? without = found == Parts ? null : [.. text[at[Parts]].ToString().Split(Between).Select(LeftOut)];
        return new FieldVerdict(
            text[at[0]].ToString(), Code<Treatment>(text[at[1]]) ?? throw new JsonException("a verdict has a treatment"),
            Code<PortionLimit>(text[at[2]]), Code<Generaliser>(text[at[3]]), text[at[4]].IsEmpty ? null : text[at[4]].ToString(),
            text[at[5]].ToString())
        { Without = without };
    }

    public override void Write(Utf8JsonWriter writer, FieldVerdict value, JsonSerializerOptions options)
    {
        string text = string.Join(
            Between, value.Path, WireCode.Of(value.Treatment), value.Limit is { } limit ? WireCode.Of(limit) : null,
            value.Generaliser is { } generaliser ? WireCode.Of(generaliser) : null, value.Reason, value.RuleId);
        // INVARIANT: paths, reason kinds and rule ids are codes; a separator in one would be read as something else.
        if (text.AsSpan().Count(Between) != Parts - 1)
            throw new JsonException("a verdict holds a separator");
        if (value.Without is { Count: > 0 } without)
        {
            // INVARIANT: ids of items are opaque references, checked when the record is written.
            if (without.Any(item => item.Length == 0 || item.Contains(Between, StringComparison.Ordinal)))
                throw new JsonException("an item's id holds a separator");
            text += string.Concat(without.Select(item => "|-" + item));
        }

        writer.WriteStringValue(text);
    }

    private static string LeftOut(string item) =>
        item.Length > 1 && item[0] == '-' ? item[1..] : throw new JsonException("a verdict has six parts");

    private static T? Code<T>(ReadOnlySpan<char> code) where T : struct, Enum =>
        code.IsEmpty
            ? null
            : WireCode.TryParse(code.ToString(), out T value)
            ? value
            : throw new JsonException("a verdict has an unknown code");

    private sealed record Whole(
        string Path, Treatment Treatment, PortionLimit? Limit, Generaliser? Generaliser, string? Reason, string RuleId,
        IReadOnlyList<string>? Without = null);
}
