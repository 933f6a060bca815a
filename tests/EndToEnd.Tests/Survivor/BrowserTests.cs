using System.Text.Json;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.EndToEnd.Tests.Survivor;

/// <summary>The survivor's pages in a real browser: with and without script, on a phone, at a desk, zoomed.</summary>
[Collection(SurvivorCollection.Name)]
public sealed class BrowserTests(SurvivorApp app)
{
    private const string Word = "tangerine";

    // For looking at the pages by hand: pictures go to the folder that this variable names.
    private static readonly string? Shots = Environment.GetEnvironmentVariable("SURVIVOR_SHOTS");

    private string Address => app.App.Process.Address.OriginalString.TrimEnd('/');

    [Theory]
    [InlineData("en", false)]
    [InlineData("en", true)]
    [InlineData("ar", false)]
    [InlineData("ar", true)]
    [InlineData("es", false)]
    [InlineData("fr", false)]
    [InlineData("pt", false)]
    [InlineData("uk", false)]
    public async Task Pages_WhateverTheLanguageAndSize_AreAccessibleAndFitTheScreen(string language, bool large)
    {
        JsonElement found = await Node.RunAsync(
            "survivor.mjs",
            new
            {
                url = Address,
                word = Word,
                shots = Shots,
                languages = new[] { new { language, large, link = (await LinkAsync(language)).Link } },
            });

        Empty(found, "axe", "wide", "complaints", "foreign", "leaked");
        Assert.Equal(6, found.GetProperty("pages").GetArrayLength());
    }

    [Fact]
    public async Task Pages_InARealBrowser_WorkForEverybodyAndTellNobody()
    {
        (World World, string Link, string Code) first = await LinkAsync(), second = await LinkAsync(), plain = await LinkAsync();
        // Nothing is under way in this one, so that whatever changes there was changed by the scanner.
        World scanned = await World.OpenAsync(app.App, Agencies.Advocate);
        await scanned.ConsentAsync("shelter-referral", Agencies.Shelter);
        (string? secret, string _) = await scanned.IssueLinkAsync();
        await app.QuietAsync();
        string before = app.StateOf(scanned.Case);

        JsonElement found = await Node.RunAsync("survivor.mjs", new
        {
            url = Address,
            word = Word,
            shots = Shots,
            scan = app.App.Process.Address + "w#" + secret,
            links = new { first = first.Link, second = second.Link },
            code = plain.Code,
        });

        string after = app.StateOf(scanned.Case);
        Assert.True(before == after, $"the scanner changed\n{before}\nto\n{after}");
        Empty(found, "complaints", "foreign", "leaked", "small");
        JsonElement scanner = found.GetProperty("scanner");
        Assert.EndsWith("/w", scanner.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal("My choices", scanner.GetProperty("title").GetString());

        JsonElement byLink = found.GetProperty("byLink");
        Assert.EndsWith("/w", byLink.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.True(
            byLink.GetProperty("codeHidden").GetBoolean() && byLink.GetProperty("told").GetBoolean()
                && byLink.GetProperty("carried").GetBoolean());
        Assert.EndsWith("/w?l=uk", byLink.GetProperty("afterLanguage").GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.True(byLink.GetProperty("afterLanguage").GetProperty("told").GetBoolean());
        Assert.Equal(SurvivorTexts.Find("uk")!.StoppedHeading, byLink.GetProperty("stopped").GetString());
        Assert.Equal("""{"cookies":"","local":0,"session":0,"caches":0}""", byLink.GetProperty("stored").GetRawText());
        Assert.Equal(1, await StopsAsync(first.World));

        JsonElement withoutScript = found.GetProperty("withoutScript");
        Assert.True(withoutScript.GetProperty("codeVisible").GetBoolean() && withoutScript.GetProperty("readHidden").GetBoolean());
        Assert.Equal(
            ("Not recognised", "Sharing is stopped"),
            (withoutScript.GetProperty("wrong").GetString(), withoutScript.GetProperty("stopped").GetString()));
        Assert.Equal(1, await StopsAsync(plain.World));

        Assert.False(found.GetProperty("leftBack").GetBoolean());
        Assert.Equal("elsewhere", found.GetProperty("leftWithoutScript").GetString());
        Assert.Equal("leave", found.GetProperty("keyboard")[0].GetString());
        Assert.Equal(0, await StopsAsync(second.World));
    }

    private async Task<(World World, string Link, string Code)> LinkAsync(string language = "en")
    {
        World world = await World.OpenAsync(app.App, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ConsentAsync("health-referral", Agencies.Clinic);
        await (await world.SendAsync("health-referral", Agencies.Clinic)).CollectAsync();
        (string? secret, string? code) = await world.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language,
        });
        return (world, app.App.Process.Address + "w#" + secret, code);
    }

    private async Task<int> StopsAsync(World world) =>
        (await app.Api.GetAsync(world.Holder.Worker, "cases/" + world.Case)).Element.GetProperty("stops").GetArrayLength();

    private static void Empty(JsonElement found, params string[] lists)
    {
        foreach (string list in lists)
            Assert.True(found.GetProperty(list).GetArrayLength() == 0, list + ": " + found.GetProperty(list).GetRawText());
    }
}
