using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Tests.Installation;

namespace DataSharing.Functions.Tests.Hosting;

/// <summary>The program itself, as a process.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Speed", "Slow")]
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory.File("data");

    [Fact]
    public async Task Start_WhenAnotherEngineHasTheDirectory_IsRefusedByName()
    {
        using Process first = Start("--development", "--data", Data, "--urls", "http://127.0.0.1:0");
        await ListeningAsync(first);

        (int code, string? error) = await RunAsync("--development", "--data", Data, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains($"the data directory {Data} is in use by another engine", error, StringComparison.Ordinal);

        // A killed engine holds nothing: its directory is free at once.
        first.Kill();
        await first.WaitForExitAsync();
        using Process third = Start("--development", "--data", Data, "--urls", "http://127.0.0.1:0");
        await ListeningAsync(third);
        await SignalAsync(third, "TERM");
        await third.WaitForExitAsync();
        Assert.Equal(0, third.ExitCode);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_WhenTerminateOrInterrupt_EndsCleanly(string signal)
    {
        using Process host = Start("--development", "--data", Data, "--urls", "http://127.0.0.1:0");
        await ListeningAsync(host);
        await SignalAsync(host, signal);
        await host.WaitForExitAsync();
        Assert.Equal(0, host.ExitCode);
        Assert.Equal("", await host.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task Start_WhenSettingsAreMissing_NamesThemAndEndsWithOne()
    {
        (int code, string? error) = await RunAsync("--data", Data);
        Assert.Equal(1, code);
        Assert.Contains("Issuer:Authority is missing", error, StringComparison.Ordinal);
        Assert.Contains("Survivor:Host is missing", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Settings.Authority, "")]
    [InlineData(Settings.Audience, "")]
    [InlineData(Settings.SurvivorHost, "")]
    [InlineData(Settings.Keys, "")]
    [InlineData(Settings.SurvivorHost, "https://quiet.example")]
    [InlineData(Settings.BodyLimit, "none")]
    [InlineData("Console:Origin", "no origin")]
    [InlineData("RateLimits:Submit:Burst", "0")]
    public async Task Start_WhenOneSettingIsWrong_IsOneLineThatNamesItAndEndsWithOne(string name, string value)
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Dictionary<string, string?> settings = SettingsTests.Complete(_directory.Root);
        settings[name] = value;
        File.WriteAllText(Path.Combine(Data, Settings.FileName), System.Text.Json.JsonSerializer.Serialize(settings));
        (int code, string? error) = await RunAsync("--data", Data, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains(name + " ", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenOptionIsUnknown_EndsWithTwo()
    {
        (int code, string? error) = await RunAsync("--port", "80");
        Assert.Equal(2, code);
        Assert.Contains("unknown option '--port'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenAddressIsTaken_SaysSo()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        (int code, string? error) = await RunAsync(
            "--development", "--data", Data, "--urls", $"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(1, code);
        Assert.Contains("cannot listen on", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_WhenNew_IsItsOwnersAlone()
    {
        using var data = DataDirectory.Open(Data);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void Directory_WhenOthersMayReadItAndItIsNotOurs_IsRefusedAndLeftAlone()
    {
        const UnixFileMode Wide = (UnixFileMode)0b111_101_101;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, Wide);
        File.WriteAllText(Path.Combine(Data, "letter.txt"), "");
        Assert.Contains(
            "holds other files", Assert.Throws<StartRefusedException>(() => DataDirectory.Open(Data)).Message, StringComparison.Ordinal);
        Assert.Equal(Wide, File.GetUnixFileMode(Data));

        File.Move(Path.Combine(Data, "letter.txt"), Path.Combine(Data, Settings.FileName));
        DataDirectory.Open(Data).Dispose();
        Assert.NotEqual(Wide, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void Directory_ByDefault_LiesInTheUsersApplicationData() =>
        Assert.Equal(
            Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "DataSharing"),
            DataDirectory.Default);

    public void Dispose() => _directory.Dispose();

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private Process Start(params string[] args)
    {
        // A test run started in the background may ignore SIGINT, and children inherit that: env gives the signal its meaning back.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(typeof(EmbeddedHost).Assembly.Location);
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        // The program's own default is a directory of the user; tests stay in theirs.
        start.Environment["Journal__Directory"] = _directory.File("journal");
        return Process.Start(start)!;
    }

    private static async Task<string> ListeningAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("listening on ", StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException("the host ended: " + await process.StandardError.ReadToEndAsync());
    }

    private async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
