using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>
/// Makes requests for an operation from what the document says of it: right ones as far as the document tells, and the same with one
/// to three things wrong.
/// </summary>
internal sealed class Shooter(JsonNode document, string path, string method, Random random)
{
    private const string Json = "application/json";

    private readonly JsonNode _operation = document["paths"]![path]![method]!;
    private readonly SchemaValues _values = new(document, random);

    public required FuzzWorld World { get; set; }

    public Random Random => random;

    public string Id => (string)_operation["operationId"]!;

    /// <summary>Roles one of which is needed; none: anybody may.</summary>
    public IReadOnlyList<string> Roles =>
        Regex.Match((string?)_operation["description"] ?? "", @"Roles: (.*)\.$") is { Success: true } said ? said.Groups[1].Value.Split(" or ") : [];

    private IEnumerable<JsonNode> Parameters => _operation["parameters"]?.AsArray().Select(one => one!) ?? [];

    private JsonNode? Body => _operation["requestBody"]?["content"]?[Json];

    /// <param name="token">Of whoever is to call; null: nobody.</param>
    public Shot Next(string? token)
    {
        _values.Known = World.Values;
        Shot shot = Fitting(token);
        for (int wrong = _values.Pick([0, 0, 1, 1, 1, 2, 3]); wrong > 0; wrong--)
            _values.Pick<Action<Shot>>(
                [WrongPath, WrongQuery, WrongHeader, WrongHeader, WrongBody, WrongBody, WrongBody, WrongMethod])(shot);
        return shot;
    }

    private Shot Fitting(string? token)
    {
        var shot = new Shot { Operation = Id, Method = HttpMethod.Parse(method), Path = Regex.Replace(path, @"\{(\w+)\}", AnId) };
        if (token is not null)
            shot.Headers.Add(("Authorization", "Bearer " + token));
        var query = new List<string>();
        foreach (JsonNode parameter in Parameters.Where(one => (string?)one["in"] != "path"))
        {
            if (!((bool?)parameter["required"] ?? false) && !_values.Once(3))
                continue;
            string name = (string)parameter["name"]!;
            if ((string?)parameter["in"] == "query")
                query.Add(name + "=" + Uri.EscapeDataString(Value(parameter)));
            else if (name != "Acting-Person" || _values.Once(10))
                // Whichever version there is: what is tried is more than versions.
                shot.Headers.Add((name, name == "If-Match" && !_values.Once(5) ? "*" : Value(parameter)));
        }

        shot.Query = query.Count == 0 ? "" : "?" + string.Join('&', query);
        if (Body is null)
            return shot;
        JsonNode? body = _values.Once(3) ? _values.Fitting(Body["schema"]!) : Example();
        shot.Right = body as JsonObject;
        shot.Body = Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");
        shot.Headers.Add(("Content-Type", _values.Pick([Json, Json, Json, "application/json; charset=utf-8"])));
        return shot;
    }

    private string AnId(Match placeholder) => World[Id, placeholder.Groups[1].Value] ?? "nobody-nowhere";

    private string Value(JsonNode parameter) => _values.Fitting(parameter["schema"]!, (string)parameter["name"]!)?.ToString() ?? "";

    private JsonObject Example()
    {
        if (World.Bodies.TryGetValue(Id, out JsonNode? own))
            return own.DeepClone().AsObject();
        JsonObject example = (Body!["example"] ?? Body["examples"]?.AsObject().First().Value!["value"])!.DeepClone().AsObject();
        Known(example);
        if (example.ContainsKey("id") && path.Contains('{', StringComparison.Ordinal) && method == "put")
            example["id"] = World[Id, Regex.Match(path, @"\{(\w+)\}$").Groups[1].Value];
        else if (example.ContainsKey("id"))
            example["id"] = "fuzz-" + random.Next().ToString(CultureInfo.InvariantCulture);
        return example;
    }

    // What an example names is nowhere; what the world has of that name is there.
    private void Known(JsonObject body)
    {
        foreach ((string name, JsonNode? value) in body.ToList())
        {
            if (value is JsonObject deeper)
                Known(deeper);
            else if (value is JsonValue && name is "case" or "consent" or "digest" or "reference" or "recipient" or "pathway")
                body[name] = World[Id, name];
        }
    }

    private void WrongPath(Shot shot)
    {
        string[] parts = shot.Path.Split('/');
        string[] template = path.Split('/');
        int[] ids = [.. Enumerable.Range(0, Math.Min(parts.Length, template.Length)).Where(i => template[i].StartsWith('{'))];
        if (ids.Length == 0 && !_values.Once(4))
            return;
        int at = ids.Length > 0 ? _values.Pick(ids) : parts.Length - 1;
        string kept = parts[at];
        parts[at] = random.Next(9) switch
        {
            0 => "nobody-nowhere",
            1 => kept.ToUpperInvariant(),
            2 => kept + "%2F" + kept,
            3 => new string('a', _values.Pick([1, 2, 64, 65, 2_000])),
            4 => "%D9%85%D8%B1",
            5 => kept + "%20",
            6 => kept + "%0D%0AX-Odd:%201",
            7 => _values.Pick<string>([.. World.Values.Values]),
            _ => Uri.EscapeDataString(_values.Odd().Replace("\0", "", StringComparison.Ordinal)),
        };
        shot.Path = string.Join('/', parts) + (_values.Once(6) ? "/" : "");
    }

    private void WrongQuery(Shot shot)
    {
        string[] names = [.. Parameters.Where(one => (string?)one["in"] == "query").Select(one => (string)one["name"]!), "surprise"];
        string name = _values.Pick(names);
        string more = random.Next(4) switch
        {
            0 => $"{name}={Uri.EscapeDataString(_values.Odd())}",
            1 => $"{name}=1&{name}=1",
            2 => name,
            _ => "&&=%zz&;",
        };
        shot.Query += (shot.Query.Length == 0 ? "?" : "&") + more;
    }

    private void WrongHeader(Shot shot)
    {
        string[] odd = [.. Parameters.Where(one => (string?)one["in"] == "header").Select(one => (string)one["name"]!), "Content-Type", "Accept",
            "Authorization", "If-None-Match", "If-Modified-Since", "Range", "Cookie", "Content-Encoding", "Prefer", "X-HTTP-Method-Override"];
        string name = _values.Pick(odd);
        switch (random.Next(5))
        {
            case 0:
                shot.Drop(name);
                break;
            case 1:
                shot.Headers.Add((name, shot.Headers.FirstOrDefault(header => header.Name == name).Value ?? "x"));
                break;
            case 2 when name == "Authorization":
                shot.Put(name, _values.Pick(["Bearer", "Bearer not.a.token", "Basic dXNlcjpwYXNz", "bearer ", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."]));
                break;
            case 3 when name is "Accept" or "Content-Type":
                shot.Put(name, _values.Pick([
                    "text/plain", "application/xml", "application/json; charset=utf-16", "*/*;q=0", "nonsense", "application/problem+json", "text/html"]));
                break;
            default:
                // What a header cannot hold no client sends.
                shot.Put(name, new string([.. _values.Odd().Where(one => one is >= ' ' and < '\u007f')]));
                break;
        }
    }

    private void WrongBody(Shot shot)
    {
        if (shot.Body is null)
        {
            if (_values.Once(3))
                shot.Body = Encoding.UTF8.GetBytes(_values.Pick(["", "{}", "null", "x"]));
            return;
        }

        shot.Body = random.Next(12) switch
        {
            0 => [],
            1 => [0xEF, 0xBB, 0xBF, .. shot.Body],
            2 => Encoding.UTF8.GetBytes(_values.Pick(["null", "[]", "\"text\"", "0", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"\":{}}", "nul"])),
            3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(1, 3_000)))),
            4 => [.. shot.Body, 0xFF, 0xFE],
            5 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(shot.Body)),
            6 => Encoding.UTF8.GetBytes("{\"filler\":\"" + new string('x', 70_000) + "\"}"),
            _ => shot.Right is { } right ? Encoding.UTF8.GetBytes(Mutations.Of(right, random.Next())) : shot.Body,
        };
    }

    private void WrongMethod(Shot shot)
    {
        // Seldom: it is another operation's, or nobody's.
        if (_values.Once(4))
            shot.Method = HttpMethod.Parse(_values.Pick(["HEAD", "OPTIONS", "PATCH", "DELETE", "GET", "TRACE"]));
    }
}
