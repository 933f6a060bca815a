using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>What the documents tell a reader to run or to open is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents() => [.. SourceTree.Files(".md")];

    [Fact]
    public void Readme_WhenItShowsCommands_StartsWithTheTour() =>
        Assert.StartsWith(
            "dotnet run --project functions/DataSharing.Embedded -- tour", Commands("README.md").First(), StringComparison.Ordinal);

    [Fact]
    public void Contributing_WhereItShowsAnEndpoint_ShowsTheRealOne()
    {
        string text = SourceTree.Read("CONTRIBUTING.md");
        Match shown = Shown().Match(text);
        Assert.EndsWith(
            "\n" + shown.Groups["code"].Value, SourceTree.Read(shown.Groups["path"].Value), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_WhenTheyNameAPath_NameOneThatExists(string document)
    {
        foreach (string command in Commands(document))
        {
            Assert.All(RepositoryPath().Matches(command).Select(match => match.Value), path => Assert.True(
                Exists(path), $"{document}: \"{command}\" names {path}, which does not exist"));
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_WhenTheyLeadIntoTheRepository_LeadToAFile(string document)
    {
        string folder = Path.GetDirectoryName(document) ?? "";
        IEnumerable<string> targets = Link().Matches(SourceTree.Read(document)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal));
        Assert.All(
            targets, target => Assert.True(Exists(Path.Combine(folder, target)), $"{document} links to {target}, which does not exist"));
    }

    [Fact]
    public void ConventionTable_WhenItNamesATest_NamesOneThatExists()
    {
        var classes = SourceTree.Files(".cs").Where(file => file.StartsWith("tests", StringComparison.Ordinal))
            .SelectMany(file => TestClass().Matches(SourceTree.Read(file))
                .Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        var named = NamedTest().Matches(SourceTree.Read("docs/convention-108.md")).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, classes));
    }

    private static IEnumerable<string> Commands(string document) =>
        Fence().Matches(SourceTree.Read(document)).SelectMany(match => match.Groups["body"].Value.Split('\n'))
            .Select(line => line.Split(" #", 2)[0].Trim()).Where(line => line.Length > 0);

    private static bool Exists(string path) => Path.Exists(Path.Combine(SourceTree.Root, path));

    [GeneratedRegex("`(?<path>functions/[^`]+\\.cs)`:\n\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^```(sh|bash)\n(?<body>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\b(functions|tests|docs|infra)/[\w./-]+|\b\w+\.sln\b")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"class (?<name>\w+)")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"`(?<name>\w+(?:Tests|Scenarios))`")]
    private static partial Regex NamedTest();
}
