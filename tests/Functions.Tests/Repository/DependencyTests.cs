using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>Dependencies point inwards: Functions to Domain, Embedded to Functions, Domain to nothing.</summary>
public sealed partial class DependencyTests
{
    private const string DomainProject = "functions/DataSharing.Domain/DataSharing.Domain.csproj";

    [Fact]
    public void Domain_WhenBuilt_ReferencesNoProjectAndNoPackageAtRunTime()
    {
        XDocument project = Load(DomainProject);
        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
        var packages = project.Descendants("PackageReference").ToList();
        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], packages.Select(Name));
        Assert.All(packages, package => Assert.Equal("all", package.Attribute("PrivateAssets")?.Value));
    }

    [Fact]
    public void Domain_WhenBuilt_UsesOnlyAssembliesOfTheFrameworkAndNoneThatReachesOut()
    {
        string[] reachingOut = [
            "System.Net",
            "System.Console",
            "System.Data",
            "System.Diagnostics.Process",
            "System.IO.FileSystem",
            "System.IO.Pipes",
        ];
        var used = Assembly.Load("DataSharing.Domain").GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.All(used, name => Assert.True(
            File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll")), $"{name} is not part of the framework"));
        Assert.DoesNotContain(used, name => reachingOut.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void References_WhenAProjectOfTheProductHasAny_PointInwards()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["DataSharing.Domain"] = [],
            ["Azure.Security.KeyVault.Keys"] = [],
            ["DataSharing.Functions"] = ["DataSharing.Domain", "Azure.Security.KeyVault.Keys"],
            ["DataSharing.Embedded"] = ["DataSharing.Functions", "DataSharing.Domain"],
        };
        foreach (string path in SourceTree.Files(".csproj").Where(path => path.StartsWith("functions/", StringComparison.Ordinal)))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            foreach (string? target in Load(path).Descendants("ProjectReference").Select(Name).Select(Path.GetFileNameWithoutExtension))
            {
                Assert.True(allowed[name].Contains(target), $"{name} must not reference {target}");
            }
        }
    }

    [Fact]
    public void Packages_WhenReferenced_ArePinnedOnceAndCentrally()
    {
        var pins = Load("Directory.Packages.props").Descendants("PackageVersion").Select(Name).ToList();
        Assert.Equal(pins.Distinct().Count(), pins.Count);
        foreach (string path in SourceTree.Files(".csproj"))
        {
            var references = Load(path).Descendants("PackageReference").ToList();
            Assert.All(references, reference => Assert.Contains(Name(reference), pins));
            Assert.All(references, reference => Assert.True(
                reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null,
                $"{path} pins {Name(reference)} itself"));
        }
    }

    /// <summary>No type of an official package is declared here, but for the client that not every registry carries.</summary>
    [Fact]
    public void OfficialNamespaces_WhenDeclaredHere_AreOnlyTheKeysClients()
    {
        IEnumerable<string> declaring = SourceTree.Files(".cs")
            .Where(path => OfficialNamespace().IsMatch(SourceTree.Read(path)))
            .Select(path => string.Join('/', path.Split('/').Take(3))).Distinct();
        Assert.Equal(["functions/Sdk/Azure.Security.KeyVault.Keys"], declaring);
    }

    [GeneratedRegex(@"^namespace (Microsoft|Azure|DurableTask|System)\b", RegexOptions.Multiline)]
    private static partial Regex OfficialNamespace();

    private static XDocument Load(string path) => XDocument.Parse(SourceTree.Read(path));

    private static string Name(XElement reference) => reference.Attribute("Include")!.Value;
}
