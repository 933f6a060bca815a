namespace DataSharing.Domain.Tests.Policy;

/// <summary>The source text of Domain, for tests of what rules read.</summary>
internal static class Sources
{
    private static readonly string Domain = Path.Combine(Root(AppContext.BaseDirectory), "functions", "DataSharing.Domain");

    internal static IEnumerable<string> Of(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Domain, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("Loading", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    internal static IEnumerable<string> OfApp() => new[] { "DataSharing.Functions", "DataSharing.Embedded" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Domain, "..", project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "DataSharing.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
