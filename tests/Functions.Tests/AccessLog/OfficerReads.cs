using System.Net;
using System.Text.Json.Nodes;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Console;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>What the holder's officer reads, by the API and in a browser.</summary>
internal static class OfficerReads
{
    private const string Officer = "advocate-dpo";

    /// <summary>An app by the clock at which <see cref="LogScenario"/> plays.</summary>
    public static Task<TestApp> StartAsync(IPartitionStore? documents = null, bool follows = true) =>
        TestApp.StartAsync(documents, follows: follows, time: new ManualTime());

    /// <summary>What an agency's application reads for its officer, or for another person of it.</summary>
    public static Task<Answer> OfficerAsync(
        this TestApp app, string agency, string path, string? purpose = null, string person = "dpo") =>
        new ApiClient(app.Http, app.Token("app-" + agency), $"{agency}-{person}", purpose).GetAsync(path);

    /// <summary>The address of the newest such entry of a case.</summary>
    public static async Task<string> AddressAsync(this TestApp app, string caseId, string? request, string action)
    {
        await app.Get<Projector>().CatchUpAsync();
        return (await app.GetAsync(Officer, $"access-log?case={caseId}&action={action}")).Json["entries"]!.AsArray()
            .Where(one => request is null || (string?)one!["request"] == request).Select(one => (string)one!["id"]!).First();
    }

    public static async Task<JsonNode> StoryAsync(this TestApp app, string caseId, string? request, string action)
    {
        Answer story = await app.GetAsync(Officer, "access-log/" + await app.AddressAsync(caseId, request, action));
        Assert.True(story.Status == 200, story.ToString());
        return story.Json;
    }

    /// <summary>The page of a story.</summary>
    public static async Task<string> StoryPageAsync(this TestApp app, string caseId, string? request, string action) =>
        await app.PageAsync("/dpo/entries/" + await app.AddressAsync(caseId, request, action));

    /// <summary>A page of the console, as its officer sees it in a browser.</summary>
    public static async Task<string> PageAsync(this TestApp app, string address)
    {
        var officer = new Officer(app);
        await officer.SignInAsync(Officer);
        await app.Get<Projector>().CatchUpAsync();
        Page page = await officer.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return WebUtility.HtmlDecode(page.Text);
    }
}
