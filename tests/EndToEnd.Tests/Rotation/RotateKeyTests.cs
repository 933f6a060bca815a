using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Move;

namespace DataSharing.EndToEnd.Tests.Rotation;

/// <summary>An operator rotates a key of one machine.</summary>
public sealed class RotateKeyTests
{
    [Fact]
    public async Task RotateKey_WhenItSignsPackages_PublishesTheNewVersionBesideTheOld()
    {
        using var moving = new Moving();
        string[] before = await PublishedAsync(moving.Source);
        Ended ended = (await Moving.RunAsync(moving.Source, "rotate-key", "--key", "signing-packages")).Must(0);
        Assert.StartsWith("local:keys/signing-packages/0002-", ended.Output, StringComparison.Ordinal);
        string[] after = await PublishedAsync(moving.Source);
        Assert.Equal((1, 2), (before.Length, after.Length));
        Assert.Contains(before[0], after);
    }

    [Theory]
    [InlineData("signing-pakages")]
    [InlineData("withdrawal-links")]
    public async Task RotateKey_WhenThereIsNoSuchKey_SaysSo(string name)
    {
        using var moving = new Moving();
        (await Moving.RunAsync(moving.Source, "rotate-key", "--key", name)).RefusedNaming(name);
    }

    private static async Task<string[]> PublishedAsync(string data)
    {
        await using AppProcess process = await AppProcess.StartAsync(["--development"], data);
        using var http = new HttpClient { BaseAddress = process.Address };
        JsonNode keys = JsonNode.Parse(await http.GetStringAsync("/api/v1/keys"))!;
        return [.. keys["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];
    }
}
