using System.Text.Json.Nodes;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>A link whose answer was lost is not made a second time, and its secrets are not told a second time.</summary>
public sealed class LinkKeyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private ApiClient Worker => running.App.As(SampleBodies.Worker);

    [Fact]
    public async Task Issue_WhenRepeatedWithItsKey_NamesTheFirstWithoutItsSecrets()
    {
        string links = await LinksAsync();
        string key = Guid.NewGuid().ToString("N");
        Answer first = (await Worker.PostAsync(links, Handed(), key)).Must(201);
        Answer again = (await Worker.PostAsync(links, Handed(), key)).Must(200);
        Assert.Equal(first["linkId"], again["linkId"]);
        Assert.Equal(first["id"], again["id"]);
        foreach (string secret in (string[])["link", "spokenCode", "card"])
        {
            Assert.Null(again.Json[secret]);
            Assert.DoesNotContain(first[secret], again.Text, StringComparison.Ordinal);
        }

        Assert.Single((await Worker.GetAsync(links)).Json["links"]!.AsArray());
    }

    [Fact]
    public async Task Issue_WithoutAKey_MakesALinkEachTime()
    {
        string links = await LinksAsync();
        string first = (await Worker.PostAsync(links, Handed(), "")).Must(201)["linkId"];
        Assert.NotEqual(first, (await Worker.PostAsync(links, Handed(), "")).Must(201)["linkId"]);
        Answer list = await Worker.GetAsync(links);
        Assert.Equal(2, list.Json["links"]!.AsArray().Count);
        Assert.True(JsonNode.DeepEquals(list.Json["links"], list.Json["items"]));
    }

    [Fact]
    public async Task Issue_WhenTheKeyWasForAnotherBody_IsRefused()
    {
        string links = await LinksAsync();
        string key = Guid.NewGuid().ToString("N");
        (await Worker.PostAsync(links, Handed(), key)).Must(201);
        JsonObject other = Handed();
        other["language"] = "en";
        (await Worker.PostAsync(links, other, key)).MustBe("idempotency-key-reused").Must(422);
    }

    [Fact]
    public async Task Issue_WhenRefused_LeavesTheKeyToBeUsedAgain()
    {
        string links = await LinksAsync();
        string key = Guid.NewGuid().ToString("N");
        JsonObject unsafeChannel = Handed();
        unsafeChannel["delivery"] = "safeChannel";
        (await Worker.PostAsync(links, unsafeChannel, key)).MustBe("channel-unsafe");
        (await Worker.PostAsync(links, Handed(), key)).Must(201);
    }

    [Fact]
    public async Task Rotate_WhenRepeatedWithItsKey_EndsNothingElse()
    {
        string links = await LinksAsync();
        string link = (await Worker.PostAsync(links, Handed())).Must(201)["linkId"];
        string key = Guid.NewGuid().ToString("N");
        Answer rotated = (await Worker.PostAsync($"{links}/{link}/rotation", key: key)).Must(201);
        Answer again = (await Worker.PostAsync($"{links}/{link}/rotation", key: key)).Must(200);
        Assert.Equal(rotated["linkId"], again["linkId"]);
        Assert.Null(again.Json["spokenCode"]);
        (await Worker.PostAsync($"{links}/{link}/rotation")).MustBe("state-conflict");
        Assert.Single((await Worker.GetAsync(links)).Json["items"]!.AsArray(), one => one!["endedAt"] is null);
    }

    private static JsonObject Handed() => new() { ["delivery"] = "inPerson" };

    private async Task<string> LinksAsync()
    {
        string key = Guid.NewGuid().ToString("N");
        return (await Worker.PostAsync("cases", new JsonObject { ["age"] = new JsonObject { ["status"] = "adult" } }, key)).Must(201).Location
            + "/withdrawal-links";
    }
}
