using DataSharing.Functions.Projections;
using System.Net;
using System.Text.Json.Nodes;
using DataSharing.Functions.Tests.Console;
using DataSharing.Functions.Tests.Support;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>What the holder's officer reads, by the API and in a browser.</summary>
internal static class OfficerReads
{
    private const string Officer = "advocate-dpo";

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
        using var client =
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Http.BaseAddress };
        var officer = new Officer(client);
        await officer.SignInAsync(Officer);
        await app.Get<Projector>().CatchUpAsync();
        Page page = await officer.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return WebUtility.HtmlDecode(page.Text);
    }
}
