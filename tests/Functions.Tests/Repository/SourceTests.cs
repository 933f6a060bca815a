using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

public sealed partial class SourceTests
{
    private static readonly string[] Code = [".cs", ".razor", ".mjs", ".js", ".css", ".sh"];
    private static readonly string[] Text = [
        .. Code,
        ".md",
        ".json",
        ".props",
        ".targets",
        ".csproj",
        ".sln",
        ".rsp",
        ".npmrc",
        ".ci/run",
        ".editorconfig",
        ".html",
        ".bicep",
        ".yaml",
        ".yml",
    ];

    [Fact]
    public void CodeFiles_WhenCounted_StayWithin300Lines()
    {
        IEnumerable<string> tooLong = SourceTree.Files(Code).Where(path =>
            SourceTree.Read(path).Count(character => character == '\n') > 300);
        Assert.True(!tooLong.Any(), string.Join('\n', tooLong));
    }

    /// <summary>The width of .editorconfig, which no formatter of .NET enforces. What a test is given may stand on one line.</summary>
    [Fact]
    public void Lines_WhenMeasured_StayWithin140Columns()
    {
        IEnumerable<string> tooWide =
            from path in SourceTree.Files([".cs"])
            from line in SourceTree.Read(path).Split('\n').Index()
            where line.Item.Length > 140 && (path.StartsWith("functions/", StringComparison.Ordinal) || !line.Item.Contains('"', StringComparison.Ordinal))
            select $"{path}:{line.Index + 1}";
        Assert.True(!tooWide.Any(), string.Join('\n', tooWide));
    }

    /// <summary>One class writes a case: what has no entry in its log would be seen here. An import writes what was exported.</summary>
    [Fact]
    public void Cases_WhenWritten_AreWrittenByTheLedgerAlone()
    {
        string[] writers = [.. SourceTree.Files([".cs"])
            .Where(path => path.StartsWith("functions/DataSharing.Functions/", StringComparison.Ordinal)
                && CaseCommit().IsMatch(SourceTree.Read(path)))
            .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        Assert.Equal(["CaseLedger.cs"], writers);
    }

    [Fact]
    public void Files_WhenRead_NameNoFolderOfAMachine()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile).TrimEnd('/', '\\');
        string[] here = [.. new[] { SourceTree.Root, Path.GetDirectoryName(SourceTree.Root), home }
            .Where(folder => folder is { Length: > 4 }).Select(folder => folder + Path.DirectorySeparatorChar)];
        foreach (string path in SourceTree.Files(Text))
        {
            string text = SourceTree.Read(path);
            Assert.DoesNotContain(here, folder => text.Contains(folder, StringComparison.Ordinal) && Fail(path, folder));
            Assert.False(HomeFolder().Match(text) is { Success: true } match && Fail(path, match.Value), path);
        }

        static bool Fail(string path, string found) => throw new InvalidOperationException($"{path} names {found}");
    }

    [Fact]
    public void LockFile_WhenRead_NamesNoRegistry() =>
        Assert.DoesNotContain("\"resolved\"", SourceTree.Read("tests/node/package-lock.json"), StringComparison.Ordinal);

    [Theory]
    [InlineData("README.md", 200)]
    public void Document_WhenCounted_StaysShort(string path, int lines) =>
        Assert.InRange(SourceTree.Read(path).Count(character => character == '\n'), 1, lines);

    // Straight, or by a variable that holds the partition of a case.
    [GeneratedRegex(@"\.CommitAsync\(\s*Partition\.Case\(|Partition (\w+) = Partition\.Case\([\s\S]*?\.CommitAsync\(\s*\1\b|var (\w+) = Partition\.Case\([\s\S]*?\.CommitAsync\(\s*\2\b")]
    private static partial Regex CaseCommit();

    [GeneratedRegex(@"(?<![\w.}])(/(home|Users)/\w+/|[A-Za-z]:\\Users\\\w+)")]
    private static partial Regex HomeFolder();
}
