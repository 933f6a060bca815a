using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Reads the texts of the survivor's pages, a file a language. Read before the program serves: one that lacks a text would take the
/// page, and the stop behind it, from everybody.
/// </summary>
public static class SurvivorTextFiles
{
    private const string Folder = ".Withdrawal.Page.Texts.";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new FrozenDictionaryConverter() },
    };

    private static readonly string[] PurposesToName =
        [.. typeof(PurposeCodes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    internal static IReadOnlyList<SurvivorTexts> Load()
    {
        Assembly assembly = typeof(SurvivorTexts).Assembly;
        var problems = new List<string>();
        var all = new List<SurvivorTexts>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.Contains(Folder, StringComparison.Ordinal)))
        {
            string code = name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".json".Length];
            using Stream file = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(file);
            if (Read(code, reader.ReadToEnd(), problems) is { } texts)
                all.Add(texts);
        }

        return problems.Count > 0
            ? throw new PolicyException(problems)
            : [.. all.OrderByDescending(texts => texts.Code == "en").ThenBy(texts => texts.Code, StringComparer.Ordinal)];
    }

    /// <summary>The texts of one file.</summary>
    /// <param name="problems">Gets what is wrong, as <c>file: what</c>.</param>
    /// <returns>Null: it cannot be read at all.</returns>
    public static SurvivorTexts? Read(string code, string json, IList<string> problems)
    {
        string file = $"Withdrawal/Page/Texts/{code}.json";
        try
        {
            SurvivorTexts texts = JsonSerializer.Deserialize<SurvivorTexts>(json, Options)! with { Code = code };
            foreach (string missing in Empty(texts))
                problems.Add($"{file}: {missing} has no text");
            foreach (string purpose in texts.Purposes.Keys.Except(PurposesToName, StringComparer.Ordinal).Order(StringComparer.Ordinal))
                problems.Add($"{file}: purposes.{purpose} is no purpose");
            if (texts.Direction is not ("ltr" or "rtl"))
                problems.Add($"{file}: direction is ltr or rtl");
            return texts;
        }
        catch (JsonException fault)
        {
            problems.Add($"{file}: {fault.Message}");
            return null;
        }
    }

    private static IEnumerable<string> Empty(SurvivorTexts texts) =>
    [
        .. typeof(SurvivorTexts).GetProperties()
            .Where(text => text.PropertyType == typeof(string) && string.IsNullOrWhiteSpace((string?)text.GetValue(texts)))
            .Select(text => JsonNamingPolicy.CamelCase.ConvertName(text.Name)),
        .. PurposesToName.Where(purpose => string.IsNullOrWhiteSpace(texts.Purposes.GetValueOrDefault(purpose)))
            .Select(purpose => "purposes." + purpose),
    ];

    private sealed class FrozenDictionaryConverter : JsonConverter<FrozenDictionary<string, string>>
    {
        public override FrozenDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!.ToFrozenDictionary(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, FrozenDictionary<string, string> value, JsonSerializerOptions options)
            => JsonSerializer.Serialize(writer, value.ToDictionary(), options);
    }
}
