using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Registry;
using Microsoft.OpenApi;

namespace DataSharing.Functions.Tests.Http;

/// <summary>What the document says of the texts and lists of bodies is what is enforced, member by member.</summary>
public sealed class BodyFormsTests
{
    private static readonly JsonObject Schemas =
        JsonNode.Parse(
            DocumentBuilder.Build(OperationCatalogue.All).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).GetAwaiter().GetResult())!
            ["components"]!["schemas"]!.AsObject();

    public static TheoryData<string> Bodies() =>
        [.. OperationCatalogue.All.Where(operation => operation.Body is not null).Select(operation => operation.Body!.Name).Distinct()];

    [Fact]
    public void Texts_OfBodies_EachSayTheirForm()
    {
        string[] silent = [.. Schemas.Where(one => one.Value!["additionalProperties"] is JsonValue closed && !closed.GetValue<bool>())
            .SelectMany(one => one.Value!["properties"]!.AsObject().Select(member => (one.Key, member.Key, Schema: Text(member.Value!))))
            .Where(member => IsText(member.Schema) && member.Schema["maxLength"] is null && member.Schema["pattern"] is null
                && member.Schema["format"] is null)
            .Select(member => $"{member.Item1}/{member.Item2}")];
        Assert.True(
            silent.Length == 0, "say the form of the text, such as [Reference] (DataSharing.Domain.Forms): " + string.Join(", ", silent));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Member_WhenItIsNotAsTheDocumentSays_IsRefusedByName(string name)
    {
        Type body = OperationCatalogue.All.Select(operation => operation.Body).First(type => type?.Name == name)!;
        JsonNode example = BodyExamples.Of(body)!;
        List<(string Pointer, JsonObject Schema)> members = [.. Members(example, Schemas[name]!.AsObject(), "")];
        foreach ((string pointer, JsonObject schema) in members)
        {
            JsonNode changed = example.DeepClone();
            if (schema["maxItems"] is { } most)
                Fill(changed, pointer, (int)most + 1);
            else if (schema["maxLength"] is { } longest)
                Set(changed, pointer, new string('x', (int)longest + 1));
            else if (schema["pattern"] is not null)
                Set(changed, pointer, new string(' ', 3));
            else
                continue;
            ProblemException refused = Assert.ThrowsAny<ProblemException>(() => Parse(body, changed));
            Assert.Equal(pointer, refused.Pointer);
            Assert.Contains(refused.Type, (ProblemType[])[ProblemType.InvalidValue, ProblemType.MalformedId]);
        }
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Length_OfAText_IsCountedInCodePoints(int length, bool fits)
    {
        JsonNode body = BodyExamples.Of(typeof(RegistrationInput))!;
        body["displayName"] = string.Concat(Enumerable.Repeat("\U0001F3E0", length));
        Exception? refused = Record.Exception(() => Parse(typeof(RegistrationInput), body));
        Assert.Equal(fits, refused is null);
        Assert.Equal(fits ? null : "/displayName", (refused as ProblemException)?.Pointer);
    }

    [Fact]
    public void Defects_OfForm_AreAllNamed()
    {
        JsonNode body = BodyExamples.Of(typeof(RegistrationInput))!;
        (body["country"], body["displayName"]) = ("Xz", " ");
        ProblemException refused = Assert.ThrowsAny<ProblemException>(() => Parse(typeof(RegistrationInput), body));
        Assert.Equal(["/displayName", "/country"], refused.Refusal.Errors.Select(error => error.Pointer));
    }

    [Fact]
    public void Pattern_WhenALineEndFollows_DoesNotFit()
    {
        JsonNode body = BodyExamples.Of(typeof(RegistrationInput))!;
        body["country"] = "XA\n";
        Assert.Equal("/country", Assert.ThrowsAny<ProblemException>(() => Parse(typeof(RegistrationInput), body)).Pointer);
    }

    private static IEnumerable<(string, JsonObject)> Members(JsonNode node, JsonObject schema, string at)
    {
        if (schema["$ref"] is { } reference)
            schema = Schemas[reference.ToString().Split('/')[^1]]!.AsObject();
        if (schema["anyOf"] is JsonArray either)
            schema = Schemas[either[0]!["$ref"]!.ToString().Split('/')[^1]]!.AsObject();
        switch (node)
        {
            case JsonObject map when schema["properties"] is JsonObject known:
                foreach ((string name, JsonNode? value) in map)
                    foreach ((string, JsonObject) found in Members(value!, known[name]!.AsObject(), $"{at}/{name}"))
                        yield return found;
                break;
            case JsonArray list:
                yield return (at, schema);
                if (list.Count > 0)
                    foreach ((string, JsonObject) found in Members(list[0]!, schema["items"]!.AsObject(), $"{at}/0"))
                        yield return found;
                break;
            case JsonValue when IsText(schema):
                yield return (at, schema);
                break;
        }
    }

    private static JsonObject Text(JsonNode schema) =>
        (schema["items"] as JsonObject ?? schema["additionalProperties"] as JsonObject ?? schema).AsObject();

    private static bool IsText(JsonObject schema) => schema["enum"] is null && schema["type"] switch
    {
        JsonArray types => types.Any(type => (string?)type == "string"),
        JsonValue type => (string?)type == "string",
        _ => false,
    };

    private static void Set(JsonNode root, string pointer, string value)
    {
        string[] path = pointer.Split('/')[1..];
        JsonNode parent = path[..^1].Aggregate(root, Step);
        if (parent is JsonArray list)
            list[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else
            parent[path[^1]] = value;
    }

    private static void Fill(JsonNode root, string pointer, int count)
    {
        JsonArray list = pointer.Split('/')[1..].Aggregate(root, Step).AsArray();
        JsonNode item = list.Count > 0 ? list[0]!.DeepClone() : "x-1";
        while (list.Count < count)
            list.Add(item.DeepClone());
    }

    private static JsonNode Step(JsonNode at, string part) =>
        (at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : at[part])!;

    private static void Parse(Type body, JsonNode json) =>
        typeof(JsonBody).GetMethod(nameof(JsonBody.Parse))!.MakeGenericMethod(body)
            .CreateDelegate<ParseBody>().Invoke(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private delegate object ParseBody(ReadOnlySpan<byte> body);
}
