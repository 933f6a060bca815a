using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSharing.Emulators.Cosmos;

/// <summary>
/// Queries of the form <c>SELECT * FROM c WHERE … ORDER BY c.member [ASC|DESC]</c>: comparisons of members with parameters,
/// AND, OR, parentheses. Comparing unlike types is undefined, as in the service, and undefined is not true.
/// </summary>
internal sealed partial class CosmosSql
{
    private readonly string[] _tokens;
    private readonly Dictionary<string, JsonNode?> _parameters;
    private int _at;

    private CosmosSql(string text, Dictionary<string, JsonNode?> parameters)
    {
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        _parameters = parameters;
    }

    public required Func<JsonObject, bool> Where { get; init; }

    public required string[] OrderBy { get; init; }

    public required bool Descending { get; init; }

    /// <summary>The SDK asks each range in this form when it merges their answers itself.</summary>
    public required bool ForMerging { get; init; }

    public static CosmosSql Parse(string text, JsonArray parameters)
    {
        var parser = new CosmosSql(text, parameters.ToDictionary(p => p!["name"]!.GetValue<string>(), p => p!["value"]))
        {
            Where = _ => true,
            OrderBy = [],
            Descending = false,
            ForMerging = false,
        };
        bool merging = text.Contains("orderByItems", StringComparison.Ordinal);
        if (!merging && !text.StartsWith("SELECT * FROM c", StringComparison.Ordinal))
            throw new NotSupportedException("the fake knows only SELECT * FROM c");
        Func<JsonObject, bool> where = parser.Seek("WHERE") ? parser.Or() : _ => true;
        string[] orderBy = parser.Take("ORDER") && parser.Take("BY") ? parser.Path() : ["id"];
        return new CosmosSql(text, []) { Where = where, OrderBy = orderBy, Descending = parser.Take("DESC"), ForMerging = merging };
    }

    public static JsonNode? Member(JsonObject item, string[] path) =>
        path.Aggregate((JsonNode?)item, (node, name) => (node as JsonObject)?[name]);

    /// <summary>Null: the two cannot be compared.</summary>
    public static int? Compare(JsonNode? a, JsonNode? b) => (a?.GetValueKind(), b?.GetValueKind()) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(a!.GetValue<string>(), b!.GetValue<string>()),
        (JsonValueKind.Number, JsonValueKind.Number) => a!.GetValue<double>().CompareTo(b!.GetValue<double>()),
        _ => null,
    };

    private Func<JsonObject, bool> Or()
    {
        Func<JsonObject, bool> left = And();
        while (Take("OR"))
        {
            Func<JsonObject, bool> a = left, b = And();
            left = item => a(item) || b(item);
        }

        return left;
    }

    private Func<JsonObject, bool> And()
    {
        Func<JsonObject, bool> left = Condition();
        while (Take("AND"))
        {
            Func<JsonObject, bool> a = left, b = Condition();
            left = item => a(item) && b(item);
        }

        return left;
    }

    private Func<JsonObject, bool> Condition()
    {
        if (Take("true"))
            return _ => true;
        if (Take("("))
        {
            Func<JsonObject, bool> inner = Or();
            return Take(")") ? inner : throw Unexpected();
        }

        string[] path = Path();
        string comparison = _tokens[_at++];
        JsonNode? value = _parameters[_tokens[_at++]];
        return item => Compare(Member(item, path), value) is { } order && comparison switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "=" => order == 0,
            _ => throw Unexpected(),
        };
    }

    private string[] Path()
    {
        string[] names = _tokens[_at++].Replace("[\"", ".", StringComparison.Ordinal).Replace("\"]", "", StringComparison.Ordinal)
            .Split('.');
        return names[0] == "c" ? names[1..] : throw Unexpected();
    }

    private bool Seek(string word)
    {
        while (_at < _tokens.Length && _tokens[_at] != word && _tokens[_at] != "ORDER")
            _at++;
        return Take(word);
    }

    private bool Take(string word)
    {
        if (_at >= _tokens.Length || _tokens[_at] != word)
            return false;
        _at++;
        return true;
    }

    private NotSupportedException Unexpected() => new($"the fake does not know what to do with token {_at}");

    [GeneratedRegex("""@\w+|c(?:\.\w+|\["\w+"\])+|\w+|<=|>=|[<>=()*,{}\[\]:]|"[^"]*"|\S""")]
    private static partial Regex Token();
}
