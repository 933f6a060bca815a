using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Tests.Repository;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace DataSharing.Functions.Tests.OpenApi;

[Trait("Speed", "Slow")]
public sealed class OpenApiTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Approved = "docs/openapi.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Declarations_WhenHeldAgainstTheTriggers_EachHasExactlyOneOfTheOther()
    {
        List<string> triggers = [.. typeof(OperationCatalogue).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(
                method => (Function: method.GetCustomAttribute<FunctionAttribute>(), Trigger: method.GetParameters()
                    .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)))
            .Where(found => found is { Function: not null, Trigger: { Route: { } route, Methods: not null } }
                && route.StartsWith("api/", StringComparison.Ordinal) && !route.Contains("{*", StringComparison.Ordinal))
            .SelectMany(
                found =>
                    found.Trigger!.Methods!.Where(method => method != "head").Select(method => $"{found.Function!.Name} {method.ToUpperInvariant()} {found.Trigger.Route}"))
            .Order(StringComparer.Ordinal)];
        Assert.NotEmpty(triggers);
        Assert.Equal(
            triggers,
            OperationCatalogue.All.Select(operation =>
                $"{operation.Id} {operation.Method} {operation.Route}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Declarations_WhenTheyCreateOrReplace_DemandTheirHeaders()
    {
        Assert.All(
            OperationCatalogue.All.Where(operation => operation.IdempotencyKey), operation => Assert.Equal("POST", operation.Method));
        Assert.All(
            OperationCatalogue.All.Where(operation => operation.Answer.Status == 201),
            operation => Assert.True(
                operation.IdempotencyKey || operation.OptionalIdempotencyKey || operation.Method == "PUT", operation.Id));
        // These two were there before the header: they take it where it comes.
        Assert.Equal(
            ["IssueWithdrawalLink", "RotateWithdrawalLink"],
            OperationCatalogue.All.Where(operation => operation.OptionalIdempotencyKey).Select(operation => operation.Id));
        Assert.Equal(OperationCatalogue.All.Count, OperationCatalogue.All.DistinctBy(operation => operation.Id).Count());
        // Stopping never waits for a version.
        Assert.All(
            OperationCatalogue.All.Where(operation => operation.Route.EndsWith("/withdrawal", StringComparison.Ordinal)),
            operation => Assert.False(operation.IfMatch));
    }

    [Fact]
    public async Task Document_WhenServed_IsValidAndDescribesEveryOperation()
    {
        Answer answer = await running.App.GetAsync(null, "/api/openapi.json");
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("3.1", answer["openapi"], StringComparison.Ordinal);
        // This app runs for development, and says how to sign in; the approved copy is of one that does not.
        Assert.True(JsonNode.DeepEquals(Document(running.App.Get<DevelopmentSignIn>()), answer.Json));
        // The node tests hold the same document against a foreign parser.
        string text = Document().ToJsonString(Readable) + "\n";
        await File.WriteAllTextAsync(Path.Combine(SourceTree.Root, "artifacts", "openapi.json"), text);
        Assert.True(
            text == SourceTree.Read(Approved).ReplaceLineEndings("\n"),
            $"what is served is not what was approved: look at the difference of artifacts/openapi.json and {Approved}, and copy it there");
        ReadResult read = OpenApiDocument.Parse(answer.Json.ToJsonString(), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(
            OperationCatalogue.All.Select(operation => operation.Id).Order(StringComparer.Ordinal),
            read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).Select(operation => operation.OperationId!)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_WhenRead_DescribesEachOperationEachSchemaAndEachMember()
    {
        JsonNode document = Document();
        List<string> silent = [.. OperationCatalogue.All.Where(operation =>
            string.IsNullOrWhiteSpace(operation.Description)).Select(operation => operation.Id)];
        // Each object of a body is a component of its own, and closed.
        (string Name, JsonNode Schema)[] bodies = [.. document["components"]!["schemas"]!.AsObject()
            .Where(one => one.Value!["additionalProperties"] is JsonValue closed && !closed.GetValue<bool>())
            .Select(one => (one.Key, one.Value!))];
        Assert.Empty(OperationCatalogue.All.Select(operation => operation.Body?.Name).OfType<string>()
            .Except(bodies.Select(one => one.Name)));
        Assert.Contains(bodies, one => one.Name == nameof(RecordField));
        foreach ((string name, JsonNode? schema) in document["components"]!["schemas"]!.AsObject())
            silent.AddRange(
                (schema!["properties"]?.AsObject() ?? []).Select(member => (Name: $"{name}/{member.Key}", Schema: member.Value!))
                    .Append((Name: name, Schema: schema)).Where(one => string.IsNullOrWhiteSpace((string?)one.Schema["description"]))
                    .Select(one => one.Name));
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    [Fact]
    public void Examples_WhenReadByTheStrictReader_AreRightBodies()
    {
        MethodInfo parse = typeof(OpenApiTests).GetMethod(nameof(Parse), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (ApiOperation operation in OperationCatalogue.All.Where(operation => operation.Body is not null))
        {
            JsonNode example = Described(
                "/" + operation.Route, operation.Method.ToLowerInvariant())["requestBody"]!["content"]!["application/json"]!["example"]!;
            Assert.True(example is JsonObject, operation.Id);
            Exception? refused = Record.Exception(() =>
                parse.MakeGenericMethod(operation.Body!).Invoke(null, [example.ToJsonString()]))?.InnerException;
            Assert.True(refused is null, $"{operation.Id}: {(refused as ProblemException)?.Pointer} {refused?.Message}");
        }
    }

    private static object? Parse<T>(string body) => JsonBody.Parse<T>(System.Text.Encoding.UTF8.GetBytes(body));

    [Fact]
    public void Document_WhenAnOperationNeedsARole_SaysWhichProblemsAndHeadersItHas()
    {
        JsonNode create = Described("/api/v1/registrations", "post");
        Assert.Equal(
            ["202", "400", "401", "403", "409", "413", "415", "422", "429", "503"],
            create["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));
        Assert.Contains(
            create["parameters"]!.AsArray(),
            parameter => parameter!["name"]!.ToString() == "Idempotency-Key" && parameter["required"]!.GetValue<bool>());
        Assert.Contains(
            "#/components/examples/unknown-actor-code", create["responses"]!["422"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEmpty(create["security"]!.AsArray());
        Assert.Contains(
            Described("/api/v1/registrations/{registrationId}", "put")["responses"]!.AsObject(), response => response.Key == "428");
    }

    [Fact]
    public async Task Health_WhenAsked_AnswersWithoutATokenAndSaysNoMoreThanChecks()
    {
        Answer alive = await running.App.GetAsync(null, "/health"), ready = await running.App.GetAsync(null, "/ready");
        Assert.Equal((200, """{"status":"alive"}"""), (alive.Status, alive.Text));
        Assert.Equal((200, """{"status":"ready","checks":{"policy":"ok","store":"ok"}}"""), (ready.Status, ready.Text));
    }

    private static JsonNode Described(string path, string method) => Document()["paths"]![path]![method]!;

    private static JsonNode Document(DevelopmentSignIn? signIn = null) =>
        JsonNode.Parse(DocumentBuilder.Build(OperationCatalogue.All, signIn).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)
            .GetAwaiter().GetResult())!;
}
