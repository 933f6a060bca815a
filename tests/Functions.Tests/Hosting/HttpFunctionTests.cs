using System.Net;
using System.Text.Json.Nodes;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Http;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Hosting;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/Hello", 200, "Good day by GET")]
    [InlineData("GET", "/hello", 200, "Good day by GET")]
    [InlineData("PROPFIND", "/hello", 200, "Good day by PROPFIND")]
    [InlineData("GET", "/items/41", 200, "read 42 whole")]
    [InlineData("GET", "/items/41/lid", 200, "read 42 lid")]
    [InlineData("GET", "/items/rope", 200, "named rope")]
    [InlineData("PUT", "/items/7", 200, "\"put 7 0\"")]
    [InlineData("PATCH", "/items/7", 200, "\"put 7 0\"")]
    [InlineData("GET", "/cases/6f9619ff8b86d011b42d00c04fc964ff", 200, "6f9619ff8b86d011b42d00c04fc964ff ")]
    [InlineData("GET", "/cases/6f9619ff8b86d011b42d00c04fc964ff/12", 200, "6f9619ff8b86d011b42d00c04fc964ff 12")]
    [InlineData("POST", "/Nothing", 204, "")]
    [InlineData("GET", "/", 200, "root")]
    public async Task Request_WhenRouteAndMethodMatch_RunsTheFunction(string method, string path, int status, string body) =>
        Assert.Equal((status, body), await _host.SendAsync(new HttpMethod(method), path));

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/items/4-1")]
    [InlineData("GET", "/items/99999999999")]
    [InlineData("GET", "/items/41/lid/more")]
    [InlineData("GET", "/cases/not-an-id")]
    [InlineData("GET", "/api/hello")]
    // A wrong method is a route that does not match, and HEAD is a method like any other.
    [InlineData("DELETE", "/items/41")]
    [InlineData("POST", "/items/rope")]
    [InlineData("HEAD", "/items/41")]
    [InlineData("OPTIONS", "/items/41")]
    public async Task Request_WhenRouteOrMethodDoesNotMatch_IsEmptyNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await _host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Content.Headers.Contains("Allow"));
    }

    [Fact]
    public async Task Request_WhenHostJsonIsMissing_HasPrefixApi()
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("ds-host-");
        try
        {
            await using RunningHost host = await RunningHost.StartAsync(contentRoot: empty.FullName);
            Assert.Equal(200, (await host.GetAsync("/api/hello")).Status);
            Assert.Equal(404, (await host.GetAsync("/hello")).Status);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Page_WhenRazorComponent_IsRendered() =>
        Assert.Equal((200, "<p>&lt;R&gt;</p>"), await _host.GetAsync("/page"));

    [Fact]
    public async Task Failure_WhenBeforeTheAnswer_IsEmpty500AndLogsNoMessage()
    {
        Assert.Equal((500, ""), await _host.GetAsync("/Fail?name=Canary"));
        (string Category, LogLevel Level, EventId Id, string Text) entry = Assert.Single(
            _host.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(1002, entry.Id.Id);
        Assert.Contains("Fail", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Logs.Entries, entry => entry.Text.Contains("Canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_WhenHalfAnswered_CutsTheConnection()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => _host.GetAsync("/FailLate"));
        Assert.DoesNotContain(_host.Logs.Entries, entry => entry.Text.Contains("Canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_Always_CarriesSafeHeadersAndNoServerName()
    {
        using HttpResponseMessage answer = await _host.Http.GetAsync("/hello");
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.StartsWith(
            "default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_WhenOverTheLimit_IsAProblemThatNamesIt(bool chunked)
    {
        await using RunningHost host = await RunningHost.StartAsync(new() { [Settings.BodyLimit] = "2048" });
        // The server counts a chunk's length and line ends as the body's.
        int longest = chunked ? 2048 - 64 : 2048;
        Assert.Equal((200, $"\"put 1 {longest}\""), await PutAsync(host, longest, chunked));
        (int status, string body) = await PutAsync(host, 2049, chunked);
        Assert.Equal(413, status);
        Assert.Equal("the body is longer than 2048 bytes", (string)JsonNode.Parse(body)!["detail"]!);
    }

    [Fact]
    public async Task Body_WhenNothingIsSet_HasTheLimitOfBothRuntimes()
    {
        Assert.Equal(200, (await PutAsync(_host, (int)ServerLimits.DefaultBody, chunked: false)).Status);
        Assert.Equal(413, (await PutAsync(_host, (int)ServerLimits.DefaultBody + 1, chunked: false)).Status);
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Answer_BehindAProxyOfThisMachine_AsksForHttpsOnlyWhereItIsSpoken(string scheme, bool asks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hello") { Headers = { { "X-Forwarded-Proto", scheme } } };
        using HttpResponseMessage answer = await _host.Http.SendAsync(request);
        Assert.Equal(asks, answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Page_WhenRazorComponent_NamesNoFramework()
    {
        using HttpResponseMessage answer = await _host.Http.GetAsync("/page");
        Assert.DoesNotContain(answer.Headers, header => header.Key.Contains("blazor", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<(int Status, string Body)> PutAsync(RunningHost host, int length, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/items/1") { Content = new StringContent(new string('x', length)) };
        request.Headers.TransferEncodingChunked = chunked;
        // So that what is refused for its announced length is not sent; the server may cut it off.
        request.Headers.ExpectContinue = !chunked;
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("Logging:LogLevel:*.Diagnostics")]
    public async Task Log_WhateverTheSettings_HoldsNoUrl(string setting)
    {
        await using RunningHost host = await RunningHost.StartAsync(new() { [setting] = "Trace" });
        await host.GetAsync("/items/31337/canary?q=canary");
        await host.GetAsync("/nowhere/canary");
        Assert.NotEmpty(host.Logs.Entries);
        Assert.DoesNotContain(
            host.Logs.Entries,
            entry => entry.Text.Contains("canary", StringComparison.Ordinal) || entry.Text.Contains("31337", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SurvivorHost_WhenSet_SeparatesItsPagesFromAllOthers()
    {
        await using RunningHost host = await RunningHost.StartAsync(new() { [Settings.SurvivorHost] = "quiet.example" });
        Assert.Equal((200, "w"), await host.GetAsync("/w", "quiet.example"));
        Assert.Equal((200, "w"), await host.GetAsync("/w/help.css", "QUIET.example:443"));
        Assert.Equal((200, "root"), await host.GetAsync("/", "quiet.example"));
        Assert.Equal((404, ""), await host.GetAsync("/hello", "quiet.example"));
        Assert.Equal((404, ""), await host.GetAsync("/development/keys", "quiet.example"));
        Assert.Equal((404, ""), await host.GetAsync("/w"));
        Assert.Equal((404, ""), await host.GetAsync("/W/help.css", "console.example"));
        Assert.Equal((200, "Good day by GET"), await host.GetAsync("/hello"));
    }
}
