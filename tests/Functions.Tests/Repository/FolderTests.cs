using Xunit.Abstractions;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>The folders of the product are its rooms: each is entered from above and leads down.</summary>
/// <remarks>
/// The graph itself is in the output: <c>dotnet test tests/Functions.Tests --filter FolderTests --logger "console;verbosity=detailed"</c>.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class FolderTests(ITestOutputHelper output)
{
    private static readonly string[] Projects = ["DataSharing.Domain", "DataSharing.Functions", "DataSharing.Embedded"];

    [Fact]
    public void Folders_WhenOneUsesAnother_FormNoCycle() => RequireNoCycle(FolderGraph.OfFolders(Projects));

    [Fact]
    public void Namespaces_WhenOneUsesAnother_FormNoCycle() => RequireNoCycle(FolderGraph.OfNamespaces(Projects));

    [Fact]
    public void Cycles_WhenThereIsOne_NamesItsFolders() => Assert.Equal(
        ["a b c"],
        FolderGraph.Cycles([new("a", "b", "", ""), new("b", "c", "", ""), new("c", "a", "", ""), new("c", "d", "", "")]));

    private void RequireNoCycle(IReadOnlyList<Arrow> arrows)
    {
        foreach (IGrouping<string, Arrow> from in arrows.GroupBy(arrow => arrow.From).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"{from.Key} -> {string.Join(", ", from.Select(arrow => arrow.To).Distinct().Order(StringComparer.Ordinal))}");
        // A graph that saw little would find no cycle either.
        Assert.True(arrows.Count > 1000, $"{arrows.Count} arrows were found");
        IReadOnlyList<string> cycles = FolderGraph.Cycles(arrows);
        foreach (Arrow arrow in arrows.Where(one =>
            cycles.Any(cycle => cycle.Split(' ') is { } rooms && rooms.Contains(one.From) && rooms.Contains(one.To))))
            output.WriteLine($"in a cycle: {arrow.File} uses {arrow.Type} of {arrow.To}");
        Assert.Empty(cycles);
    }
}
