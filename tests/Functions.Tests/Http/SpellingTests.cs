using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Functions.Tests.Http;

/// <summary>One thing said in each of the ways that the RFCs allow is one thing.</summary>
public sealed class SpellingTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Facts = """{"age":{"status":"adult"}}""";

    private ApiClient Worker => running.App.As(SampleBodies.Worker);

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON;charset=utf-8")]
    [InlineData("application/json")]
    public async Task Body_WhenItsMediaTypeIsSpelledOtherwise_IsRead(string type) =>
        (await OpenAsync(Encoding.UTF8.GetBytes(Facts), content => content.Headers.TryAddWithoutValidation("Content-Type", type))).Must(201);

    [Theory]
    [InlineData("application/json; charset=\"latin1\"")]
    [InlineData("text/json")]
    public async Task Body_WhenItIsOfAnotherMediaType_IsRefused(string type) =>
        (await OpenAsync(Encoding.UTF8.GetBytes(Facts), content => content.Headers.TryAddWithoutValidation("Content-Type", type)))
            .MustBe("unsupported-media-type").Must(415);

    [Fact]
    public async Task Body_WhenItBeginsWithAByteOrderMark_IsRead() =>
        (await OpenAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Facts)], Json)).Must(201);

    [Theory]
    [InlineData("identity", 201)]
    [InlineData("Identity", 201)]
    [InlineData("gzip", 415)]
    [InlineData("identity, gzip", 415)]
    public async Task Body_WhenItSaysHowItIsCoded_IsReadOnlyAsItIs(string coding, int status) =>
        (await OpenAsync(Encoding.UTF8.GetBytes(Facts), content =>
        {
            Json(content);
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        })).Must(status);

    [Theory]
    [InlineData("{0}", 200)]
    [InlineData("\"other\", {0}", 200)]
    [InlineData("*", 200)]
    [InlineData("W/{0}", 412)]
    [InlineData("\"other\"", 412)]
    [InlineData("other", 400)]
    public async Task IfMatch_WhenItNamesVersions_FitsAnyOfThemStrongly(string header, int status)
    {
        Answer opened = await OpenAsync(Encoding.UTF8.GetBytes(Facts), Json);
        string match = string.Format(System.Globalization.CultureInfo.InvariantCulture, header, opened.ETag);
        (await Worker.PutAsync(opened.Location + "/facts", JsonNode.Parse(Facts), ifMatch: match)).Must(status);
    }

    [Theory]
    [InlineData("{0}", 200)]
    [InlineData("\"7\", {0}", 200)]
    [InlineData("*", 200)]
    [InlineData("W/{0}", 412)]
    public async Task IfMatch_OfARecord_FitsAnyOfThemStrongly(string header, int status)
    {
        string record = (await OpenAsync(Encoding.UTF8.GetBytes(Facts), Json)).Location + "/record";
        (await Worker.PutAsync(record, SampleBodies.Record(), ifMatch: "*")).Must(412);
        string etag = (await Worker.PutAsync(record, SampleBodies.Record(), ifNoneMatch: "*")).Must(201).ETag!;
        string match = string.Format(System.Globalization.CultureInfo.InvariantCulture, header, etag);
        (await Worker.PutAsync(record, SampleBodies.Record(), ifMatch: match)).Must(status);
    }

    [Fact]
    public async Task IdempotencyKey_WhenTheAddressIsSpelledOtherwise_IsOfTheSameOperation()
    {
        string caseAddress = (await OpenAsync(Encoding.UTF8.GetBytes(Facts), Json)).Location!;
        JsonObject consent = SampleBodies.Consent(running.App.Time.GetUtcNow().AddMinutes(-5));
        string key = Guid.NewGuid().ToString("N");
        string[] made = [.. await Task.WhenAll(((string[])["/consents", "/consents/", "/Consents"]).Select(async address =>
            (await Worker.PostAsync(caseAddress + address, consent, key)) is { Status: 201 } answer ? answer.Location! : ""))];
        Assert.Single(made.Where(location => location.Length > 0).Distinct());
    }

    private static void Json(HttpContent content) => content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

    private async Task<Answer> OpenAsync(byte[] body, Action<HttpContent> describe)
    {
        using HttpRequestMessage request = Worker.Request(HttpMethod.Post, "cases", key: Guid.NewGuid().ToString("N"));
        request.Content = new ByteArrayContent(body);
        describe(request.Content);
        using HttpResponseMessage response = await running.App.Http.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
