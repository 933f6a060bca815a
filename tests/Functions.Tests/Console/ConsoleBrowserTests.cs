using System.Text.Json;
using DataSharing.Functions.Tests.AccessLog;

namespace DataSharing.Functions.Tests.Console;

/// <summary>The console in Chromium. Here and not among the end-to-end tests, because the scenario is written into the store.</summary>
[Trait("Speed", "Slow")]
public sealed class ConsoleBrowserTests
{
    // Where to keep the screenshots for a look at them; else they go with the test.
    private static readonly string? Kept = Environment.GetEnvironmentVariable("DATASHARING_SCREENSHOTS");

    [Theory]
    [InlineData("log", 3)]
    [InlineData("pages", 5)]
    [InlineData("national", 2)]
    [InlineData("recipient", 1)]
    public async Task Console_InABrowser_IsAccessibleAndFitsEveryWidth(string part, int pages)
    {
        JsonElement found = await WalkAsync(part);
        foreach (string kind in new[] { "axe", "wide", "complaints", "foreign", "unseenFocus" })
            Assert.Equal([], found.GetProperty(kind).EnumerateArray().Select(item => $"{kind}: {item}"));
        Assert.Equal(pages, found.GetProperty("pages").GetArrayLength());
        if (part != "log")
            return;
        Assert.True(found.GetProperty("rows").GetInt32() >= 10);
        Assert.Equal(
            """{"httpOnly":true,"secure":true,"sameSite":"Lax","path":"/","domain":"127.0.0.1"}""",
            Assert.Single(found.GetProperty("session").EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task Console_WithoutScript_SignsInFiltersTellsAStoryAndSignsOut()
    {
        JsonElement found = await WalkAsync("withoutScript");
        Assert.Equal(
            """{"filtered":1,"heading":"Data collected","after":"Sign in","back":"Sign in"}""",
            found.GetProperty("withoutScript").GetRawText());
    }

    private static async Task<JsonElement> WalkAsync(string part)
    {
        await using TestApp app = await OfficerReads.StartAsync();
        await LogScenario.PlayAsync(app);
        using var shots = new TemporaryDirectory();
        return await Node.RunAsync(
            "console.mjs", new { url = app.Http.BaseAddress!.OriginalString.TrimEnd('/'), shots = Kept ?? shots.Root, part });
    }
}
