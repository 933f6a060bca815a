using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fare;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>Values that fit a schema of the document, at its edges as often as within, and values that fit nothing.</summary>
/// <param name="document">Its components are what references name.</param>
/// <param name="random">The same seed gives the same values.</param>
internal sealed class SchemaValues(JsonNode document, Random random)
{
    private const int Deepest = 12;

    private static readonly string[] Texts =
    [
        "", " ", "\t", "\0", "x", "null", "undefined", "-1", "0", "1e9", "NaN", "true", "[]", "{}", "*", "..", "../../etc/passwd", "a/b/c",
        "%", "%s%n%p", "%2e%2e%2f", "${jndi:x}", "'; DROP TABLE documents;--", "<script>alert(1)</script>", "\"", "\\", "a\r\nb: c",
        "\u202eabc", "e\u0301", "\ufeffx", "\ufffd", "\U0001F600", "ᚠ", "İi", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00",
        "2026-02-30T00:00:00Z", "2026-06-01T08:00:00.123456789012Z", "reg-nobody", "identity.*", "urn:x", new('y', 300), new('z', 5_000),
    ];

    private static readonly decimal[] Numbers =
        [0, -1, 1, 0.5m, int.MaxValue, int.MinValue, 2_147_483_648m, long.MaxValue, long.MinValue, decimal.MaxValue];

    // Compiled from its pattern each time, it would be most of the time.
    private readonly Dictionary<string, Xeger?> _patterns = [];

    /// <summary>Members of these names get one of these values more often than any other, so that references lead somewhere.</summary>
    public IReadOnlyDictionary<string, string> Known { get; set; } = new Dictionary<string, string>();

    public string Odd() => Pick(Texts);

    public T Pick<T>(params IReadOnlyList<T> list) => list[random.Next(list.Count)];

    /// <summary>One time out of so many.</summary>
    public bool Once(int outOf) => random.Next(outOf) == 0;

    /// <summary>A value that the schema allows, as far as a schema tells.</summary>
    public JsonNode? Fitting(JsonNode schema, string member = "", int depth = 0)
    {
        JsonObject one = Resolve(schema);
        if (one["enum"] is JsonArray codes)
            return Pick<JsonNode?>([.. codes])?.DeepClone();
        return Type(one, depth) switch
        {
            "object" => Members(one, depth),
            "array" => Items(one, member, depth),
            "string" => Text(one, member),
            "integer" => (long)Math.Clamp(
                Once(3) ? Pick(Numbers) : random.Next(100), Math.Max(Limit(one, "minimum", long.MinValue), long.MinValue),
                Math.Min(Limit(one, "maximum", long.MaxValue), long.MaxValue)),
            "number" => Pick(Numbers),
            "boolean" => random.Next(2) == 0,
            _ => null,
        };
    }

    private string Text(JsonObject schema, string member)
    {
        if (Known.TryGetValue(member, out string? known) && !Once(4))
            return known;
        int least = (int)Limit(schema, "minLength", 0), most = (int)Math.Min(Limit(schema, "maxLength", 60), 4_000);
        if ((string?)schema["pattern"] is { } pattern && Matching(pattern) is { } made && made.Length <= Math.Max(most, least))
            return made;
        DateTime time = new DateTime(2026, 6, 1, 12, 0, 0).AddDays(random.Next(-400, 400));
        return (string?)schema["format"] switch
        {
            "date-time" => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Pick(["Z", "+02:00", ".5Z", "-11:30"]),
            "date" => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "uri" => "https://example.org/" + random.Next(100),
            _ => new string('a', Pick([least, most, random.Next(least, Math.Max(least, most) + 1)])),
        };
    }

    /// <summary>A text that has the pattern; null where none can be made.</summary>
    public string? Matching(string pattern)
    {
        if (!_patterns.TryGetValue(pattern, out Xeger? xeger))
            _patterns[pattern] = xeger = Made(pattern);
        return xeger?.Generate() is { } text && Regex.IsMatch(text, pattern) ? text : null;

        // It knows no groups but capturing ones, and nothing that looks around.
        Xeger? Made(string text) => text.Replace("(?:", "(", StringComparison.Ordinal) is var plain && !plain.Contains("(?", StringComparison.Ordinal)
            ? new Xeger(plain, random)
            : null;
    }

    private JsonObject Members(JsonObject schema, int depth)
    {
        var made = new JsonObject();
        HashSet<string> required = [.. schema["required"]?.AsArray().Select(name => (string)name!) ?? []];
        foreach ((string name, JsonNode? member) in schema["properties"]?.AsObject() ?? [])
            if (required.Contains(name) || (depth < Deepest / 3 && random.Next(2) == 0))
                made[name] = Fitting(member!, name, depth + 1);
        return made;
    }

    private JsonArray Items(JsonObject schema, string member, int depth)
    {
        int least = (int)Limit(schema, "minItems", 0), most = (int)Math.Min(Limit(schema, "maxItems", 3), 3);
        int count = depth > Deepest ? least : random.Next(least, Math.Max(least, most) + 1);
        return [.. Enumerable.Range(0, count).Select(_ => schema["items"] is { } item ? Fitting(item, member, depth + 1) : null)];
    }

    private string Type(JsonObject schema, int depth)
    {
        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => (string)type!)],
            JsonValue one => [(string)one!],
            _ => schema["properties"] is null ? ["string", "boolean", "integer"] : ["object"],
        };
        string[] real = [.. types.Where(type => type != "null")];
        return real.Length == 0 || (real.Length < types.Length && (depth > Deepest || Once(6))) ? "null" : Pick(real);
    }

    private JsonObject Resolve(JsonNode schema)
    {
        if (schema is not JsonObject one)
            return [];
        if ((string?)one["$ref"] is { } reference)
            return Resolve(document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!);
        return (one["anyOf"] ?? one["oneOf"] ?? one["allOf"]) is JsonArray choices ? Resolve(Pick<JsonNode?>([.. choices])!) : one;
    }

    private static decimal Limit(JsonObject schema, string name, decimal otherwise) => (decimal?)schema[name] ?? otherwise;
}
