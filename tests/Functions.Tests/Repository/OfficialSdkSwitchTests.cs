using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>One temporary output folder for all commands, built once, so that they never touch the running build's output.</summary>
public sealed class SwitchOutput : IAsyncLifetime
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("datasharing-switch-").FullName;

    internal string Artifacts => $"-p:ArtifactsPath={Path.Combine(Folder, "artifacts")}";

    internal string NewFolder() => Path.Combine(Folder, Path.GetRandomFileName());

    public async Task InitializeAsync()
    {
        var built = await DotnetCommand.RunAsync(SourceTree.Root, "build", OfficialSdkSwitchTests.Embedded, Artifacts, "-v", "q");
        Assert.True(built.ExitCode == 0, built.ToString());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}

[CollectionDefinition(nameof(SwitchOutput), DisableParallelization = true)]
public sealed class SwitchCollection : ICollectionFixture<SwitchOutput>;

/// <summary>The stand-ins of functions/Sdk never leave this repository inside the function app.</summary>
[Collection(nameof(SwitchOutput))]
public sealed partial class OfficialSdkSwitchTests(SwitchOutput output)
{
    internal const string Embedded = "functions/DataSharing.Embedded";
    private const string FunctionApp = "functions/DataSharing.Functions";

    [Theory]
    [InlineData(".", Embedded)]
    [InlineData(".", Embedded + "/DataSharing.Embedded.csproj")]
    [InlineData(Embedded, null)]
    public async Task Publish_WhenItIsTheEmbeddedRuntime_ShipsTheStandIns(string from, string? project)
    {
        var folder = output.NewFolder();
        string[] arguments = ["publish", .. project is null ? Array.Empty<string>() : [project], "-c", "Debug", "-o", folder, output.Artifacts];
        var published = await DotnetCommand.RunAsync(Path.Combine(SourceTree.Root, from), arguments);
        Assert.True(published.ExitCode == 0, published.ToString());
        AssertShipsStandIns(folder);
    }

    [Fact]
    public async Task PublishTarget_WhenItIsTheEmbeddedRuntime_ShipsTheStandIns()
    {
        var folder = output.NewFolder();
        var published = await DotnetCommand.RunAsync(
            SourceTree.Root, "msbuild", "-t:Publish", Embedded, $"-p:PublishDir={folder}/", output.Artifacts);
        Assert.True(published.ExitCode == 0, published.ToString());
        AssertShipsStandIns(folder);
    }

    [Fact]
    public async Task PublishTarget_WhenItIsTheFunctionAppWithoutTheSwitch_IsRefused()
    {
        var folder = output.NewFolder();
        var refused = await DotnetCommand.RunAsync(
            SourceTree.Root, "msbuild", "-t:Publish", FunctionApp, $"-p:PublishDir={folder}/", output.Artifacts);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal(["DS0001"], ErrorCodes(refused));
        Assert.False(Directory.Exists(folder), "a refused publish leaves nothing to deploy");
    }

    [Fact]
    public async Task Publish_WhenItIsTheFunctionApp_AsksForTheOfficialPackagesAndMissesNothingElse()
    {
        var folder = output.NewFolder();
        var published = await DotnetCommand.RunAsync(
            SourceTree.Root, "publish", FunctionApp, "-o", folder, $"-p:ArtifactsPath={output.NewFolder()}");
        if (published.ExitCode == 0)
        {
            // A registry that carries the official packages: then they are what is shipped.
            Assert.True(File.Exists(Path.Combine(folder, "worker.config.json")), published.ToString());
            return;
        }

        AssertMissesOnlyOfficialPackages(published);
        Assert.False(Directory.Exists(folder), "a failed publish leaves nothing to deploy");
    }

    /// <summary>The whole solution with its tests: no pin is in the way of the official packages, and no other package is missing.</summary>
    [Fact]
    public async Task Restore_WhenTheSolutionUsesTheOfficialPackages_MissesNothingElse()
    {
        var restored = await DotnetCommand.RunAsync(
            SourceTree.Root, "restore", "DataSharing.sln", "-p:OfficialSdk=true", $"-p:ArtifactsPath={output.NewFolder()}");
        if (restored.ExitCode == 0)
            return;
        AssertMissesOnlyOfficialPackages(restored);
        Assert.All(["tests/Functions.Tests", "tests/EndToEnd.Tests", "tests/Benchmarks", Embedded, FunctionApp],
            project => Assert.Contains($"{project}/{Path.GetFileName(project)}.csproj : error", restored.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FunctionApp, "", "false", "artifacts/standin")]
    [InlineData(FunctionApp, "-p:_IsPublishing=true", "true", "artifacts/official")]
    [InlineData(FunctionApp, "-p:OfficialSdk=true", "true", "artifacts/official")]
    [InlineData(Embedded, "-p:_IsPublishing=true", "false", "artifacts/standin")]
    [InlineData(Embedded, "-p:OfficialSdk=true", "true", "artifacts/official")]
    public async Task Switch_WhenEvaluated_ChoosesModeAndOutputTogether(string project, string property, string official, string artifacts)
    {
        string[] given = property.Length == 0 ? [] : [property];
        var outcome = await DotnetCommand.RunAsync(
            SourceTree.Root, ["msbuild", project, "-getProperty:OfficialSdk", "-getProperty:ArtifactsPath", .. given]);
        using var json = JsonDocument.Parse(outcome.Output);
        var properties = json.RootElement.GetProperty("Properties");
        Assert.Equal(official, properties.GetProperty("OfficialSdk").GetString());
        Assert.Equal(Path.Combine(SourceTree.Root, artifacts), properties.GetProperty("ArtifactsPath").GetString());
    }

    [Theory]
    [InlineData("", "host.json", true)]
    [InlineData("-p:DurableBackend=AzureManaged", "host.json", true)]
    [InlineData("-p:DurableBackend=AzureStorage", "host.storage.json", false)]
    public async Task DurableBackend_WhenChosen_BringsItsPackageAndItsHostJsonTogether(string property, string hostJson, bool managed)
    {
        string[] given = property.Length == 0 ? [] : [property];
        var outcome = await DotnetCommand.RunAsync(
            SourceTree.Root, ["msbuild", FunctionApp, "-p:OfficialSdk=true", "-getItem:PackageReference", "-getItem:None", .. given]);
        using var json = JsonDocument.Parse(outcome.Output);
        var items = json.RootElement.GetProperty("Items");
        Assert.Equal(managed, items.GetProperty("PackageReference").EnumerateArray().Any(item => item.GetProperty("Identity").GetString()!.EndsWith("DurableTask.AzureManaged", StringComparison.Ordinal)));
        var linked = Assert.Single(items.GetProperty("None").EnumerateArray(), item => item.TryGetProperty("Link", out var link) && link.GetString() == "host.json");
        Assert.Equal(hostJson, Path.GetFileName(linked.GetProperty("Identity").GetString()));
        using var host = JsonDocument.Parse(SourceTree.Read(hostJson));
        Assert.Equal(managed ? "azureManaged" : "AzureStorage", host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider").GetProperty("type").GetString());
        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public async Task DurableBackend_WhenUnknown_StopsTheBuildAndNamesTheChoice()
    {
        var refused = await DotnetCommand.RunAsync(
            SourceTree.Root, "build", FunctionApp, "-p:DurableBackend=Netherite", $"-p:ArtifactsPath={output.NewFolder()}", "-v", "q");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal(["DS0002"], ErrorCodes(refused));
        Assert.Contains("AzureManaged or AzureStorage", refused.Output, StringComparison.Ordinal);
    }

    /// <summary>Every package that only official mode asks for: the stand-ins' originals and the conditional references.</summary>
    private static HashSet<string> OfficialOnlyPackages()
    {
        var projects = SourceTree.Files(".csproj").Select(path => XDocument.Parse(SourceTree.Read(path))).ToList();
        var standIns = projects.SelectMany(project => project.Descendants("SdkPackage"));
        var conditional = projects.SelectMany(project => project.Descendants("PackageReference")
            .Where(reference => reference.Parent?.Attribute("Condition")?.Value.StartsWith("'$(OfficialSdk)' == 'true'", StringComparison.Ordinal) == true));
        return [.. standIns.Concat(conditional).Select(element => element.Attribute("Include")!.Value)];
    }

    // NU1101 and NU1102 say that a package, or its version, is nowhere. NU1109, NU1605 or NU1608 would be a pin of ours in the way.
    private static void AssertMissesOnlyOfficialPackages(DotnetCommand.Outcome outcome)
    {
        Assert.Subset(new HashSet<string> { "NU1101", "NU1102" }, ErrorCodes(outcome));
        var missing = MissingPackage().Matches(outcome.Output).Select(match => match.Groups["id"].Value).ToHashSet();
        Assert.NotEmpty(missing);
        Assert.Subset(OfficialOnlyPackages(), missing);
    }

    private static void AssertShipsStandIns(string folder)
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "DataSharing.Embedded.deps.json")));
        var kinds = dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Name.StartsWith("Microsoft.DurableTask.Client/", StringComparison.Ordinal))
            .Select(library => library.Value.GetProperty("type").GetString());
        Assert.Equal(["project"], kinds);
        Assert.All(["DataSharing.Embedded.dll", "DataSharing.Functions.dll", "Microsoft.DurableTask.Client.dll", "host.json"],
            file => Assert.True(File.Exists(Path.Combine(folder, file)), $"{file} is published"));
    }

    private static HashSet<string> ErrorCodes(DotnetCommand.Outcome outcome) =>
        [.. ErrorCode().Matches(outcome.Output).Select(match => match.Groups["code"].Value)];

    [GeneratedRegex(@"error (?<code>[A-Z]+\d+)\s*:")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"Unable to find package (?<id>[\w.]+?)(?=\.? |\.$|\. )")]
    private static partial Regex MissingPackage();
}
