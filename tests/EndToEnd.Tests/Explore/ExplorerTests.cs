using System.Text.Json;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Explore;

/// <summary>The explorer in a browser: a token by one click, requests that are answered, nothing that its policy forbids.</summary>
[Collection(AppCollection.Name)]
public sealed class ExplorerTests(RunningApp app)
{
    // For looking at it by hand: pictures go to the folder that this variable names.
    private static readonly string? Shots = Environment.GetEnvironmentVariable("EXPLORER_SHOTS");

    [Fact]
    public async Task Explorer_InARealBrowser_SignsInAndSendsRequestsThatAreAnswered()
    {
        JsonElement found = await Node.RunAsync(
            "explorer.mjs", new { url = app.Process.Address.OriginalString.TrimEnd('/'), shots = Shots });
        foreach (string list in new[] { "complaints", "foreign" })
            Assert.True(found.GetProperty(list).GetArrayLength() == 0, $"{list}: {found.GetProperty(list)}");
        Assert.Contains("coord-manager", found.GetProperty("said").GetString(), StringComparison.Ordinal);
        Assert.Equal("401", found.GetProperty("withoutToken").GetString());
        Assert.Equal("200", found.GetProperty("list").GetString());
        // Two proposals in a row: each has a key of its own, which the page made.
        Assert.Equal(["202", "202"], found.GetProperty("made").EnumerateArray().Select(status => status.GetString()));
        Assert.Equal(2, found.GetProperty("keys").EnumerateArray().Select(key => key.GetString()).Distinct().Count());
    }
}
