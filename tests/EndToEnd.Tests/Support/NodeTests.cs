using System.Text.Json;

namespace DataSharing.EndToEnd.Tests.Support;

public sealed class NodeTests
{
    [Fact]
    public async Task RunAsync_WhenTheScriptPrintsJson_ReturnsIt()
    {
        JsonElement echoed = await Node.RunAsync("echo.mjs", new { text = "ä\n", number = 7 });
        Assert.Equal("ä\n", echoed.GetProperty("text").GetString());
        Assert.Equal(7, echoed.GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task RunAsync_WhenTheScriptFails_SaysWhatItSaid()
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Node.RunAsync(
            "echo.mjs", new { fail = "no such thing" }));
        Assert.Contains("no such thing", failure.Message, StringComparison.Ordinal);
    }
}
