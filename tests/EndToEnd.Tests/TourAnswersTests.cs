using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Tour;
using Answer = DataSharing.Tests.Kit.Answer;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The tour played in this process, with every answer that its client got from the API, and the document of that host.</summary>
public sealed class ObservedTour : IAsyncLifetime
{
    private const string Root = ApiClient.Root + "/";

    private readonly ConcurrentBag<(HttpMethod, Uri, Answer)> _seen = [];

    /// <summary>What was asked and what came back, in no order.</summary>
    public IReadOnlyList<(HttpMethod Method, Uri Address, Answer Answer)> Answers => [.. _seen];

    /// <summary>The document as it was served, a new copy each time.</summary>
    public JsonNode Document => JsonNode.Parse(Served)!;

    internal Expectations Expectations { get; } = new();

    public string Written { get; private set; } = "";

    private string Served { get; set; } = "";

    public async Task InitializeAsync()
    {
        using var directory = new TemporaryDirectory();
        var options = new TourOptions(directory.File("data"), "http://127.0.0.1:0", Exit: true, Profile: null, Worker: false);
        await using EmbeddedHost host = await EmbeddedHost.StartAsync(TourVerb.HostOptions(options, options.Data!, services: null));
        var address = new Uri(host.Urls[0]);
        var written = new StringWriter(CultureInfo.InvariantCulture);
        using var script = new Script();
        using (var observer = new Observer(_seen))
        using (var api = new ApiClient(address, CancellationToken.None, observer: observer))
            await TourVerb.PlayAsync(
                host, api, script, TourScreen.On(written, coloured: false), Expectations, CancellationToken.None);
        Written = written.ToString();
        using var http = new HttpClient();
        Served = await http.GetStringAsync(new Uri(address, "api/openapi.json"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private sealed class Observer(ConcurrentBag<(HttpMethod, Uri, Answer)> seen) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellation);
            if (request.RequestUri!.AbsolutePath.StartsWith(Root, StringComparison.Ordinal))
            {
                await response.Content.LoadIntoBufferAsync(cancellation);
                seen.Add((request.Method, request.RequestUri, await Answer.ReadAsync(response)));
            }

            return response;
        }
    }
}

/// <summary>
/// What the tour is answered is what the document that the same host serves says of it. That this can fail is shown with documents
/// in which a contradiction is planted.
/// </summary>
public sealed class TourAnswersTests(ObservedTour tour) : IClassFixture<ObservedTour>
{
    [Fact]
    public void Tour_WhenObserved_HoldsEveryExpectation() => Assert.True(tour.Expectations.Held, tour.Written);

    [Fact]
    public void Answers_WhenHeldAgainstTheServedDocument_DoNotContradictIt()
    {
        // The tour asks for most of the API: an observer that saw little would prove little.
        Assert.True(tour.Answers.Count > 150, $"only {tour.Answers.Count} answers were seen");
        Assert.Empty(Contradictions(tour.Document));
    }

    [Theory]
    [InlineData("a status that is not declared")]
    [InlineData("a member that is demanded and not sent")]
    [InlineData("a member that is sent and not named")]
    [InlineData("a member of another type")]
    [InlineData("a header that is sent and not declared")]
    [InlineData("a problem that is not declared")]
    public void Answers_WhenAContradictionIsPlantedInTheDocument_ContradictIt(string planted)
    {
        JsonNode document = tour.Document;
        Plant(planted, document["paths"]!, document["components"]!["schemas"]!);
        Assert.NotEmpty(Contradictions(document));
    }

    private static void Plant(string what, JsonNode paths, JsonNode schemas)
    {
        JsonNode opened = paths["/api/v1/cases"]!["post"]!["responses"]!;
        JsonNode view = schemas["SharingRequestView"] ?? throw new InvalidOperationException("the schema has another name");
        switch (what)
        {
            case "a status that is not declared":
                opened.AsObject().Remove("201");
                break;
            case "a member that is demanded and not sent":
                view["required"]!.AsArray().Add("favouriteColour");
                break;
            case "a member that is sent and not named":
                view["properties"]!.AsObject().Remove("status");
                break;
            case "a member of another type":
                view["properties"]!["status"] = new JsonObject { ["type"] = "integer" };
                break;
            case "a header that is sent and not declared":
                opened["201"]!["headers"]!.AsObject().Remove("Location");
                break;
            case "a problem that is not declared":
                foreach (JsonObject examples in Refusals(paths))
                    examples.Clear();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    // Which problems there are is said by the examples of a status, one for each.
    private static IEnumerable<JsonObject> Refusals(JsonNode paths) =>
        from path in paths.AsObject()
        from method in path.Value!.AsObject()
        where method.Value is JsonObject
        from response in method.Value!["responses"]!.AsObject()
        let examples = response.Value!["content"]?["application/problem+json"]?["examples"] as JsonObject
        where examples is not null
        select examples;

    private IReadOnlyList<string> Contradictions(JsonNode document)
    {
        var held = new ServedDocument(document);
        return
        [
            .. tour.Answers.SelectMany(one => held.Contradictions(one.Method, one.Address, one.Answer)
                .Select(contradiction => $"{one.Method} {one.Address.AbsolutePath}: {contradiction}")),
        ];
    }
}
