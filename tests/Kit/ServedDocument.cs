using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Functions.OpenApi;
using Json.Schema;
using Microsoft.OpenApi;

namespace DataSharing.Tests.Kit;

/// <summary>
/// The document of the API, held against every answer that a test gets: its status, its headers, its media type and its body are
/// declared, and what is declared as always there is there. Stricter than what readers are told: a member that the document does not
/// name is a contradiction too.
/// </summary>
public sealed class ServedDocument
{
    private const string Components = "#/components/schemas/";

    private static readonly string[] Optional = ["Retry-After", "RateLimit-Policy", "RateLimit"];

    private static readonly string[] Told = ["ETag", "Link", "Location", "WWW-Authenticate", "Request-Id", .. Optional];

    private static readonly Lazy<ServedDocument> Own = new(() => new ServedDocument(JsonNode.Parse(
        DocumentBuilder.Build(OperationCatalogue.All).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).GetAwaiter().GetResult())!));

    private readonly List<(string[] Path, JsonObject Methods)> _paths;
    private readonly string _id = $"https://document.test/{Guid.NewGuid():N}";
    private readonly Dictionary<JsonNode, JsonSchema> _schemas = [];

    public ServedDocument(JsonNode document)
    {
        _paths = [.. document["paths"]!.AsObject().Select(path => (path.Key.Split('/'), path.Value!.AsObject()))];
        var components = new JsonObject { ["$id"] = _id, ["$defs"] = Closed(document["components"]!["schemas"]!) };
        SchemaRegistry.Global.Register(JsonSchema.FromText(components.ToJsonString()));
    }

    /// <summary>Fails where the answer is not what the document says of it.</summary>
    public static void Hold(HttpMethod method, Uri address, Answer answer)
    {
        IReadOnlyList<string> contradictions = Own.Value.Contradictions(method, address, answer);
        Assert.True(
            contradictions.Count == 0, $"{method} {address.AbsolutePath} contradicts the document:\n{string.Join('\n', contradictions)}");
    }

    /// <summary>In what an answer differs from the document; nothing of what no operation stands for.</summary>
    public IReadOnlyList<string> Contradictions(HttpMethod method, Uri address, Answer answer)
    {
        // No request target of HTTP (RFC 9110, section 4.2.3): the server refuses it before any operation.
        if (address.AbsolutePath.Contains("%00", StringComparison.Ordinal))
            return [];
        // A gateway's word that the server is gone (RFC 9110, section 15.6.3), where a test kills it: not the server's answer.
        if (answer is { Status: 502, Bytes.Length: 0 })
            return [];
        // HEAD is declared by its GET: all of the answer but its body (RFC 9110, section 9.3.2).
        bool isHead = method == HttpMethod.Head;
        if (Find(address)?[isHead ? "get" : method.Method.ToLowerInvariant()] is not JsonObject operation)
            return [];
        if (operation["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)] is not JsonObject response)
            return [$"the status {answer.Status} is not declared: {answer}"];
        return [.. Headers(response, answer), .. Body(isHead ? [] : response, answer)];
    }

    /// <summary>Answers that the document has no example of, and examples that are no such answer.</summary>
    public static IReadOnlyList<string> WrongExamples() => Own.Value.Examples().ToArray();

    private IEnumerable<string> Examples()
    {
        foreach (JsonObject operation in _paths.SelectMany(path => path.Methods.Select(method => method.Value!.AsObject())))
        {
            foreach ((string status, JsonNode? response) in operation["responses"]!.AsObject().Where(one => one.Key[0] == '2'))
            {
                foreach ((string media, JsonNode? content) in response!["content"]?.AsObject() ?? [])
                {
                    string name = $"{operation["operationId"]} {status} {media}";
                    if (content!["example"] is not { } example)
                        yield return name;
                    else if (content["schema"] is { } schema)
                    {
                        Answer answer = Answer.None with { Bytes = Encoding.UTF8.GetBytes(example.ToJsonString()) };
                        foreach (string wrong in Differences(schema, answer))
                            yield return $"{name}: {wrong}";
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Headers(JsonObject response, Answer answer)
    {
        HashSet<string> declared = [.. response["headers"]?.AsObject().Select(header => header.Key) ?? []];
        foreach (string name in Told)
        {
            if (answer.Headers.ContainsKey(name) && !declared.Contains(name))
                yield return $"the header {name} is sent and not declared";
            if (!answer.Headers.ContainsKey(name) && declared.Contains(name) && !Optional.Contains(name))
                yield return $"the header {name} is declared and not sent";
        }
    }

    private IEnumerable<string> Body(JsonObject response, Answer answer)
    {
        if (response["content"] is not JsonObject { Count: > 0 } content)
            return answer.Bytes.Length == 0 ? [] : ["there is a body, and none is declared"];
        if (content[answer.MediaType ?? ""] is not JsonObject media)
            return [$"the media type {answer.MediaType ?? "(none)"} is not declared: {answer}"];
        if (answer.Problem is { } problem && media["examples"]?[problem] is null)
            return [$"the problem {problem} is not declared: {answer}"];
        return answer.MediaType!.EndsWith("json", StringComparison.Ordinal) && media["schema"] is { } schema ? Differences(schema, answer) : [];
    }

    private IEnumerable<string> Differences(JsonNode schema, Answer answer)
    {
        EvaluationResults results = SchemaOf(schema).Evaluate(
            answer.Element, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return results.IsValid
            ? []
            : (results.Details ?? []).Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Select(error =>
                    $"{detail.InstanceLocation}: {error.Value} ({detail.EvaluationPath}) {answer.Problem}"));
    }

    private JsonSchema SchemaOf(JsonNode schema)
    {
        lock (_schemas)
        {
            if (!_schemas.TryGetValue(schema, out JsonSchema? known))
            {
                string text = schema.ToJsonString().Replace(Components, _id + "#/$defs/", StringComparison.Ordinal);
                _schemas.Add(schema, known = JsonSchema.FromText(text));
            }

            return known;
        }
    }

    // A literal part of an address goes before one that is any id. One slash at the end makes no other address; two do.
    private JsonObject? Find(Uri address)
    {
        string path = address.AbsolutePath;
        string[] parts = (path.EndsWith('/') ? path[..^1] : path).Split('/');
        return _paths
            .Where(path => path.Path.Length == parts.Length && path.Path.Zip(parts).All(Fits))
            .OrderBy(path => path.Path.Count(part => part.StartsWith('{')))
            .Select(path => path.Methods).FirstOrDefault();
    }

    private static bool Fits((string Template, string Part) pair) =>
        pair.Template.StartsWith('{')
            ? pair.Part.Length > 0
            : string.Equals(pair.Template, pair.Part, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Closed(JsonNode schemas)
    {
        JsonObject closed = JsonNode.Parse(schemas.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal))!.AsObject();
        foreach ((string name, JsonNode? schema) in closed)
        {
            if (schema!["properties"] is JsonObject && name != "Problem")
                schema["additionalProperties"] = false;
        }

        return closed;
    }
}
