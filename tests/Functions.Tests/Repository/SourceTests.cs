using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

public sealed partial class SourceTests
{
    private static readonly string[] Code = [".cs", ".razor", ".mjs", ".js", ".css", ".sh"];
    private static readonly string[] Text = [.. Code, ".md", ".json", ".props", ".targets", ".csproj", ".sln", ".rsp", ".npmrc", ".ci/run", ".editorconfig", ".html", ".bicep", ".yaml", ".yml"];

    [Fact]
    public void CodeFiles_WhenCounted_StayWithin400Lines()
    {
        var tooLong = SourceTree.Files(Code).Where(path => SourceTree.Read(path).Count(character => character == '\n') > 400);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_WhenRead_NameNoFolderOfAMachine()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile).TrimEnd('/', '\\');
        string[] here = [.. new[] { SourceTree.Root, Path.GetDirectoryName(SourceTree.Root), home }
            .Where(folder => folder is { Length: > 4 }).Select(folder => folder + Path.DirectorySeparatorChar)];
        foreach (var path in SourceTree.Files(Text))
        {
            var text = SourceTree.Read(path);
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

    [GeneratedRegex(@"(?<![\w.}])(/(home|Users)/\w+/|[A-Za-z]:\\Users\\\w+)")]
    private static partial Regex HomeFolder();
}
