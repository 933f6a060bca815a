using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSharing.EndToEnd.Tests.Integration;

/// <summary>
/// A stranger's way in: what the guide prints is run as printed, with clients that foreign generators make of the served document, and a
/// foreign proxy between them and the server holds all that passes against that document.
/// </summary>
public sealed partial class IntegrationTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private AppProcess _app = null!;
    private string _document = null!;

    public async Task InitializeAsync()
    {
        _app = await AppProcess.StartAsync();
        _document = await _app.Client.GetStringAsync(new Uri("api/openapi.json", UriKind.Relative));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _files.Dispose();

    [Fact]
    public Task CurlExamples_WhenRunAsPrinted_PlayTheMainJob() => ThroughTheProxyAsync(async environment =>
    {
        Command run = await Command.RunAsync(["bash", "-euo", "pipefail"], IntegrationGuide.Code("sh"), environment);
        Assert.True(run.Code == 0, run.Output + run.Errors);
        Assert.Contains("\"outcome\":\"HOLD\",\"reason\":\"risk.missing\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"ready\",\"outcome\":\"RELEASE\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("{\"path\":\"identity.givenName\",\"value\":\"Mirela\"}", run.Output, StringComparison.Ordinal);
        Assert.Contains("{\"outcome\":\"PARTIAL\",\"releasedGroups\":[\"language\"]", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bruised wrist", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"urn:datasharing:problem:sharing-stopped\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"copies\":\"destroyed\"", run.Output, StringComparison.Ordinal);
    });

    [Fact]
    public Task TypeScriptClient_WhenGeneratedWithDefaults_PlaysTheMainJob() => ThroughTheProxyAsync(async environment =>
    {
        JsonElement ran = await Node.RunAsync(
            "typescript-client.mjs", new { document = _document, program = IntegrationGuide.Code("ts"), environment });
        PlayedTheMainJob([.. ran.GetProperty("lines").EnumerateArray().Select(line => line.GetString()!)]);
    });

    [Fact]
    public Task CSharpClient_WhenGeneratedWithDefaults_PlaysTheMainJob() => ThroughTheProxyAsync(async environment =>
    {
        string program = GeneratedCSharp.Compile(
            _files.Root, await GeneratedCSharp.ClientOfAsync(_document), IntegrationGuide.Code("csharp"));
        Command run = await Command.RunAsync(["dotnet", program], "", environment);
        Assert.True(run.Code == 0, run.Output + run.Errors);
        PlayedTheMainJob(run.Output.ReplaceLineEndings("\n").Trim().Split('\n'));
    });

    [Fact]
    public async Task Proxy_WhenTheDocumentIsContradicted_SaysSo()
    {
        JsonNode planted = JsonNode.Parse(_document)!;
        planted["components"]!["schemas"]!["RegistrationViewListPage"]!["required"]!.AsArray().Add("next");
        await using ValidatingProxy proxy = await StartProxyAsync(planted.ToJsonString());
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create("grant_type", "client_credentials"), KeyValuePair.Create("client_id", "coord-manager")]);
        using HttpResponseMessage issued = await _app.Client.PostAsync(new Uri("development/token", UriKind.Relative), form);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(proxy.Address, "/api/v1/registrations"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", JsonElement.Parse(await issued.Content.ReadAsByteArrayAsync()).GetProperty("access_token").GetString());
        using HttpResponseMessage answer = await _app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("required property 'next'", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("VIOLATIONS", Assert.Single(await proxy.ComplaintsAsync(_app.Client)), StringComparison.Ordinal);
    }

    [Fact]
    public void Guide_WhenItNamesVersions_NamesThoseThatAreTested()
    {
        JsonObject installed = JsonNode.Parse(File.ReadAllText(Path.Combine(Node.Folder, "package.json")))!["devDependencies"]!.AsObject();
        string printed = IntegrationGuide.Code("console");
        MatchCollection packages = Package().Matches(printed);
        Assert.Equal(4, packages.Count);
        Assert.All(packages, one => Assert.Equal((string?)installed[one.Groups["name"].Value], one.Groups["version"].Value));
        string pinned = File.ReadAllText(Path.Combine(IntegrationGuide.Root, "Directory.Packages.props"));
        foreach ((string shown, string package) in new[]
        {
            ("Newtonsoft.Json", "Newtonsoft.Json"), ("NSwag.ConsoleCore", "NSwag.CodeGeneration.CSharp"),
        })
        {
            string version = Regex.Match(printed, Regex.Escape(shown) + " --version ([0-9.]+)").Groups[1].Value;
            Assert.Contains($"\"{package}\" Version=\"{version}\"", pinned, StringComparison.Ordinal);
        }
    }

    private static void PlayedTheMainJob(string[] lines)
    {
        Assert.Equal(3, lines.Length);
        // C# writes a code's name as it names its own.
        Assert.StartsWith("ready RELEASE", lines[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("identity.givenName", lines[1], StringComparison.Ordinal);
        Assert.Equal("410 urn:datasharing:problem:sharing-stopped", lines[2]);
    }

    private async Task ThroughTheProxyAsync(Func<IReadOnlyDictionary<string, string>, Task> play)
    {
        await using ValidatingProxy proxy = await StartProxyAsync(_document);
        await play(new Dictionary<string, string>
        {
            ["API"] = proxy.Address.OriginalString,
            ["ISSUER"] = new Uri(_app.Address, "development").OriginalString,
        });
        Assert.Empty(await proxy.ComplaintsAsync(_app.Client));
        Assert.True(proxy.Answers >= 15, string.Create(CultureInfo.InvariantCulture, $"{proxy.Answers} answers went through the proxy"));
    }

    private async Task<ValidatingProxy> StartProxyAsync(string document)
    {
        string file = _files.File("openapi.json");
        await File.WriteAllTextAsync(file, document);
        return await ValidatingProxy.StartAsync(file, _app.Address);
    }

    [GeneratedRegex(@"(?<name>@?[a-z/-]+)@(?<version>[0-9.]+)")]
    private static partial Regex Package();
}
