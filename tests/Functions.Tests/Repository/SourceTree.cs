using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>The checked-out repository as files, without what builds and installs put into it.</summary>
internal static partial class SourceTree
{
    private static readonly HashSet<string> Generated = [".git", "artifacts", "node_modules", "bin", "obj", "TestResults", "out"];

    public static string Root { get; } = FindRoot();

    /// <summary>All source files whose name ends with one of <paramref name="endings"/>, as paths relative to the root with '/'.</summary>
    public static IReadOnlyList<string> Files(params string[] endings) =>
        [.. Walk(new DirectoryInfo(Root))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>C# without comments, strings and character literals, so that a scan sees code only.</summary>
    public static string CodeOnly(string source) => NotCode().Replace(source, " ");

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) =>
        directory.EnumerateDirectories().Where(child => !Generated.Contains(child.Name)).SelectMany(Walk)
            .Concat(directory.EnumerateFiles());

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "DataSharing.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("the tests do not lie inside the repository");
        }

        return directory.FullName;
    }

    [GeneratedRegex(
        """/\*.*?\*/|//[^\n]*|\"{3,}.*?\"{3,}|@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'""", RegexOptions.Singleline)]
    private static partial Regex NotCode();
}
