using System.Reflection;

namespace DataSharing.Functions.Tests.Repository.SdkSurface;

/// <summary>
/// Holds the declarations in functions/Sdk against the checked-in description of the official packages, so that neither drifts;
/// compiled against the official packages, holds those against the description.
/// </summary>
public sealed class SdkSurfaceTests
{
    private static readonly IReadOnlyList<string> Described = [.. SourceTree.Files(".txt")
        .Where(path => path.StartsWith(SurfaceDescription.Folder, StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    public static TheoryData<string> Packages() => [.. Described];

    [Fact]
    public void Descriptions_WhenListed_CoverEveryStandIn()
    {
        var standIns = SourceTree.Files(".csproj").Where(path => path.StartsWith("functions/Sdk/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);
        Assert.Equal(standIns, Described.Order(StringComparer.Ordinal));
    }

#if OFFICIAL_SDK
    [Theory]
    [MemberData(nameof(Packages))]
    public void OfficialPackage_WhenLookedAt_HasWhatTheDescriptionSays(string package) =>
        Assert.Empty(SurfaceDescription.Read(package).NotMetBy(Official));

    // A type may lie in another package than its stand-in: by full name, wherever it is.
    private static Type? Official(string name) => Assemblies.Value.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    private static readonly Lazy<IReadOnlyList<Assembly>> Assemblies = new(() => [.. Directory
        .EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(name => name.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal) || name.StartsWith("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal)
            || name.StartsWith("Azure.", StringComparison.Ordinal) || name.StartsWith("System.IO.Hashing", StringComparison.Ordinal))
        .Select(Assembly.Load)]);
#else
    [Theory]
    [MemberData(nameof(Packages))]
    public void StandIn_WhenCompared_HasExactlyWhatTheDescriptionSays(string package) =>
        Assert.Empty(SurfaceDescription.Read(package).DifferencesFrom(Assembly.Load(package).GetExportedTypes()));
#endif
}
