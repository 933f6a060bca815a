using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Functions.OpenApi;
using Microsoft.OpenApi;

namespace DataSharing.Functions.Tests.OpenApi;

/// <summary>
/// Every answer that these tests get is held against the document (<see cref="ServedDocument"/>). That this can fail is tested with
/// contradictions that are planted in a document, and in answers.
/// </summary>
public sealed class ServedDocumentTests
{
    private const string Path = "/api/v1/registry-changes";
    private static readonly Uri Address = new("https://api.test" + Path);

    private static readonly Answer Right = Of(200, """{"items":[]}""");

    [Fact]
    public void Answer_WhenAsTheDocumentSays_IsNoContradiction() => Assert.Empty(Contradictions(Right));

    /// <summary>All but of the document itself.</summary>
    [Fact]
    public void Examples_OfAnswers_AreThereAndRight() =>
        Assert.Equal(["GetOpenApiDocument 200 application/json"], ServedDocument.WrongExamples());

    [Fact]
    public void Answer_WhenAMemberIsMissing_Contradicts() => Differs(Of(200, "{}"), "items");

    [Fact]
    public void Answer_WhenAMemberIsNotNamed_Contradicts() => Differs(Of(200, """{"items":[],"surprise":1}"""), "surprise");

    [Fact]
    public void Answer_WhenAMemberIsNull_Contradicts() => Differs(Of(200, """{"items":[],"next":null}"""), "next");

    [Fact]
    public void Answer_WhenItsStatusIsNotDeclared_Contradicts() => Differs(Of(418, "{}"), "418");

    [Fact]
    public void Answer_WhenItsMediaTypeIsNotDeclared_Contradicts() => Differs(Of(200, "{}", "text/plain"), "text/plain");

    [Fact]
    public void Answer_WhenAHeaderIsNotDeclared_Contradicts() => Differs(Of(200, """{"items":[]}""", header: "ETag"), "ETag");

    [Fact]
    public void Answer_WhenADeclaredHeaderIsMissing_Contradicts() =>
        Differs(Of(401, """{"type":"urn:datasharing:problem:missing-token","title":"t","status":401,"detail":"d"}""",
            "application/problem+json"), "WWW-Authenticate");

    [Fact]
    public void Answer_WhenItsProblemIsNotDeclared_Contradicts() =>
        Differs(Of(403, """{"type":"urn:datasharing:problem:same-person","title":"t","status":403,"detail":"d"}""",
            "application/problem+json"), "same-person");

    [Fact]
    public void Document_WhenItDemandsWhatIsNotSent_IsContradicted()
    {
        JsonNode document = Document();
        document["components"]!["schemas"]!["RegistryChangeViewListPage"]!["required"]!.AsArray().Add("next");
        Assert.Contains(Contradictions(Right, document), one => one.Contains("next", StringComparison.Ordinal));
    }

    private static void Differs(Answer answer, string word) =>
        Assert.Contains(Contradictions(answer), one => one.Contains(word, StringComparison.Ordinal));

    private static IReadOnlyList<string> Contradictions(Answer answer, JsonNode? document = null) =>
        new ServedDocument(document ?? Document()).Contradictions(HttpMethod.Get, Address, answer);

    private static Answer Of(int status, string body, string type = "application/json", string? header = null)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = type, ["Request-Id"] = "4bf9" };
        if (header is not null)
            headers[header] = "\"1\"";
        return new Answer(status, headers, Encoding.UTF8.GetBytes(body));
    }

    private static JsonNode Document() => JsonNode.Parse(
        DocumentBuilder.Build(OperationCatalogue.All).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).GetAwaiter().GetResult())!;
}
