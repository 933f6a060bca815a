using System.Runtime.Versioning;
using DataSharing.Embedded;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Installation;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static Dictionary<string, string?> Complete(string keys) => new()
    {
        [Settings.Authority] = "https://login.example/tenant/v2.0",
        [Settings.Audience] = "api://datasharing",
        [Settings.SurvivorHost] = "quiet.example",
        [Settings.Keys] = keys,
    };

    [Fact]
    public async Task Start_WhenSettingsAreMissing_NamesAllOfThemAtOnce()
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningHost.StartAsync(development: false));
        Assert.Equal(
            [Settings.Authority, Settings.Audience, Settings.SurvivorHost, Settings.Keys],
            refused.Reasons.Select(reason => reason.Split(' ')[0]));
    }

    [Theory]
    [InlineData(Settings.Authority, "http://login.example/tenant")]
    [InlineData(Settings.Authority, "login.example")]
    [InlineData(Settings.Authority, "https://login.example/?tenant=1")]
    [InlineData(Settings.Audience, "two words")]
    [InlineData(Settings.SurvivorHost, "https://quiet.example")]
    [InlineData(Settings.SurvivorHost, "quiet.example:443")]
    [InlineData(Settings.SurvivorHost, "127.0.0.1")]
    [InlineData(Settings.Keys, "/no/such/directory")]
    [InlineData(Settings.BodyLimit, "1 MiB")]
    [InlineData(Settings.BodyLimit, "12")]
    [InlineData(Settings.KeyBits, "1024")]
    public void Problems_WhenOneIsMalformed_NamesIt(string name, string value)
    {
        Dictionary<string, string?> settings = Complete(_directory.Root);
        settings[name] = value;
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        Assert.StartsWith(name + " ", Assert.Single(Settings.Problems(configuration, development: false)), StringComparison.Ordinal);
        Assert.StartsWith(name + " ", Assert.Single(Settings.Problems(configuration, development: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenCompleteOrInDevelopment_AreNone()
    {
        Assert.Empty(
            Settings.Problems(new ConfigurationBuilder().AddInMemoryCollection(Complete(_directory.Root)).Build(), development: false));
        Assert.Empty(Settings.Problems(new ConfigurationBuilder().Build(), development: true));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Start_WhenKeysLieOpenToOthers_IsRefusedNamingTheSetting()
    {
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0b111_101_101);
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningHost.StartAsync(
            Complete(_directory.Root), development: false));
        Assert.StartsWith(Settings.Keys + ": ", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("http://0.0.0.0:80")]
    [InlineData("http://*:80")]
    [InlineData("http://+:80")]
    [InlineData("http://sharing.example:80")]
    [InlineData("http://127.0.0.1:1;http://192.0.2.1:2")]
    public void Urls_InDevelopment_StayOnThisMachine(string urls)
    {
        Assert.Contains(
            "this machine only", Assert.Throws<StartRefusedException>(() => ListenUrls.Parse(urls, development: true)).Message,
            StringComparison.Ordinal);
        Assert.NotEmpty(ListenUrls.Parse(urls, development: false));
    }

    [Theory]
    [InlineData("7071")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:7071/base")]
    [InlineData(" ; ")]
    public void Urls_WhenMalformed_AreRefused(string urls) =>
        Assert.Contains(
            "--urls", Assert.Throws<StartRefusedException>(() => ListenUrls.Parse(urls, development: false)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void CommandLine_WhenComplete_IsRead()
    {
        Assert.Equal(new CommandLine(), CommandLine.Parse([], Verbs.All) with { Rest = null });
        var line = CommandLine.Parse(["--data", "/srv/ds", "--urls=http://127.0.0.1:1", "--development"], Verbs.All);
        Assert.Equal(("/srv/ds", "http://127.0.0.1:1", true), (line.Data, line.Urls, line.Development));
        Assert.True(CommandLine.Parse(["-h"], Verbs.All).Help);
    }

    [Theory]
    [InlineData("unknown option '--port'", "--port", "1")]
    [InlineData("unknown verb 'serve'", "serve")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--data needs a value", "--data", "--development")]
    [InlineData("--urls is given twice", "--urls", "a", "--urls", "b")]
    [InlineData("unknown option '--development=yes'", "--development=yes")]
    [InlineData("unknown option 'stray'", "--development", "stray")]
    public void CommandLine_WhenWrong_SaysWhat(string told, params string[] args) =>
        Assert.Equal(told, Assert.Throws<UsageException>(() => CommandLine.Parse(args, Verbs.All)).Message);
}
