using System.Text.Json;
using DataSharing.EndToEnd.Tests.Restoring;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Survivor;

/// <summary>Her journeys in a real browser, each with a case of its own: at the end sharing is stopped, as the page says.</summary>
[Collection(SurvivorCollection.Name)]
public sealed class JourneyTests(SurvivorApp app)
{
    private const string Word = "tangerine";
    private const string Stopped = "Sharing is stopped";

    private static readonly string? Shots = Environment.GetEnvironmentVariable("SURVIVOR_SHOTS");

    [Fact]
    public async Task Link_OpenedInATabThatShowsThePage_IsTakenAndLeavesNoTrace()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("usedTab");
        Assert.True(way.GetProperty("told").GetBoolean());
        Assert.Equal("", way.GetProperty("code").GetString());
        Assert.EndsWith("/w?l=en", way.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("#", way.GetProperty("history").GetRawText(), StringComparison.Ordinal);
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Link_OpenedOnTheAnswerToAnother_IsTaken()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("afterStop", 2);
        Assert.Equal(Stopped, way.GetProperty("first").GetString());
        Assert.DoesNotContain(
            "#", way.GetProperty("history").GetRawText() + way.GetProperty("address").GetString(), StringComparison.Ordinal);
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Link_CutOffByAMessenger_IsToldAndTheWholeOneWorks()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("broken");
        Assert.True(way.GetProperty("field").GetBoolean() && way.GetProperty("gone").GetBoolean());
        Assert.DoesNotContain("#", way.GetProperty("address").GetString(), StringComparison.Ordinal);
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task WrongWord_CostsNeitherLinkNorStop()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("wrongWord");
        Assert.Equal(
            ("Not recognised", true, ""),
            (way.GetProperty("refused").GetString(), way.GetProperty("kept").GetBoolean(), way.GetProperty("word").GetString()));
        Assert.Equal(1, way.GetProperty("sections").GetInt32());
        await IsStoppedAsync(way, worlds);
        (way, worlds) = await GoAsync("wrongWordThenStop");
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Reload_KeepsLinkAndCodeInTheFormAndNotInTheAddress()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("reload");
        Assert.True(way.GetProperty("told").GetBoolean());
        Assert.DoesNotContain("#", way.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal(Stopped, way.GetProperty("again").GetString());
        await IsStoppedAsync(way, worlds);
        (way, worlds) = await GoAsync("reloadCode");
        Assert.NotEmpty(way.GetProperty("kept").GetString()!);
        Assert.Equal(way.GetProperty("kept").GetString(), way.GetProperty("translated").GetString());
        Assert.EndsWith("/w?l=fr", way.GetProperty("address").GetString(), StringComparison.Ordinal);
        // A language is not one more step to go back through.
        Assert.Equal(2, way.GetProperty("steps").GetInt32());
        await IsStoppedAsync(way, worlds, "Le partage est arrêté");
    }

    [Fact]
    public async Task Connection_WhenItFailsWhileShePresses_LosesNothing()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("connection");
        Assert.True(way.GetProperty("told").GetBoolean() && way.GetProperty("fields").GetBoolean());
        Assert.DoesNotContain("#", way.GetProperty("address").GetString(), StringComparison.Ordinal);
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Back_OnASharedDevice_BringsNeitherCodeNorWordNorLink()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("back");
        Assert.Equal("Not recognised", way.GetProperty("wrong").GetString());
        Assert.Equal("AAAAA-AAAAA-B", way.GetProperty("typed").GetString());
        foreach (JsonElement step in way.GetProperty("steps").EnumerateArray())
            Assert.Equal(("[]", "null"), (step.GetProperty("fields").GetRawText(), step.GetProperty("state").GetString() ?? "null"));
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Back_AfterLeaving_ShowsNothing()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("leave");
        Assert.All(way.GetProperty("behind").EnumerateArray(), text => Assert.Equal("", text.GetString()));
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Code_AfterThirtyWrongOnesFromTheSameNetwork_StopsHoweverItIsTyped()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("twentyBefore");
        Assert.Equal("Not recognised", way.GetProperty("wrong").GetString());
        Assert.Contains("nothing was changed", way.GetProperty("text").GetString(), StringComparison.Ordinal);
        await IsStoppedAsync(way, worlds);
        (way, worlds) = await GoAsync("pasted");
        await IsStoppedAsync(way, worlds);
    }

    [Fact]
    public async Task Script_WhenThereIsNone_FormsAloneLeadToTheSameEnd()
    {
        (JsonElement way, World[]? worlds) = await GoAsync("plain");
        Assert.Equal(
            ("Not recognised", "Not recognised", 1),
            (way.GetProperty("wrong").GetString(), way.GetProperty("refused").GetString(), way.GetProperty("sections").GetInt32()));
        Assert.Equal(12, way.GetProperty("typed").GetString()!.Length);
        await IsStoppedAsync(way, worlds);
    }

    /// <summary>A stop that found room is a stop; one that did not says so. Either way the next press on the same page stops.</summary>
    [SmallDiskFact]
    public async Task Disk_WhenItIsFull_NeverEndsInAnEmptyPage()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync();
        await using RunningApp own = await RunningApp.OnAsync(
            disk.Data, new Dictionary<string, string> { ["Journal__Directory"] = disk.Data });
        World world = await World.OpenAsync(own, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        (string? secret, string? code) = await world.IssueLinkAsync(new { delivery = "inPerson", word = Word, onlineView = "afterFactor" });
        disk.Fill();

        JsonElement way = (await Node.RunAsync("journey.mjs", new
        {
            url = own.Process.Address.OriginalString.TrimEnd('/'),
            word = Word,
            shots = Shots,
            filler = disk.Ballast,
            links = new { fullDisk = new { link = own.Process.Address + "w?l=en#" + secret, code } },
        })).GetProperty("fullDisk");

        Assert.Contains(
            (way.GetProperty("status").GetInt32(), way.GetProperty("full").GetString()!),
            new[] { (200, Stopped), (503, "This did not work") });
        if (way.GetProperty("status").GetInt32() == 503)
            Assert.Contains("take it that nothing has been stopped", way.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(Stopped, way.GetProperty("stopped").GetString());
        // Reading is an entry of the log, which is taken again once the space for stops is kept again.
        Answer read = await Wait.UntilAsync(
            () => own.Api.GetAsync(world.Holder.Worker, "cases/" + world.Case), answer => answer.Status != 503);
        Assert.NotEqual(0, read.Must(200).Element.GetProperty("stops").GetArrayLength());
    }

    private async Task<(JsonElement Way, World[] Worlds)> GoAsync(string way, int links = 1)
    {
        Uri address = app.App.Process.Address;
        var given = new List<(World World, string Link, string Code)>();
        for (int i = 0; i < links; i++)
        {
            World world = await World.OpenAsync(app.App, Agencies.Advocate);
            await world.ConsentAsync("shelter-referral", Agencies.Shelter);
            (string? secret, string? code) = await world.IssueLinkAsync(new
            {
                delivery = "inPerson",
                word = Word,
                onlineView = "afterFactor",
                language = "en",
            });
            given.Add((world, address + "w?l=en#" + secret, code));
        }

        JsonElement found = await Node.RunAsync("journey.mjs", new
        {
            url = address.OriginalString.TrimEnd('/'),
            word = Word,
            shots = Shots,
            links = new Dictionary<string, object> { [way] = new { link = given[0].Link, code = given[0].Code, second = given[^1].Link } },
        });
        return (found.GetProperty(way), [.. given.Select(one => one.World)]);
    }

    private async Task IsStoppedAsync(JsonElement way, World[] worlds, string heading = Stopped)
    {
        Assert.Equal(heading, way.GetProperty("stopped").GetString());
        foreach (World world in worlds)
            Assert.NotEqual(
                0, (await app.Api.GetAsync(world.Holder.Worker, "cases/" + world.Case)).Element.GetProperty("stops").GetArrayLength());
    }
}
