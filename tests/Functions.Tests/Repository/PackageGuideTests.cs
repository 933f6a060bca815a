using System.Text.Json;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>What the guide to packages shows is what <c>SignedPackageTests</c> runs.</summary>
public sealed class PackageGuideTests
{
    [Theory]
    [InlineData("js", "tests/node/make-key.mjs")]
    [InlineData("js", "tests/node/read-package.mjs")]
    [InlineData("csharp", "tests/Functions.Tests/Sharing/PackageReader.cs")]
    public void Guide_WhenItShowsAProgram_ShowsTheOneThatIsTested(string language, string file)
    {
        string text = SourceTree.Read(file).Replace($"namespace {typeof(Sharing.PackageReader).Namespace};\n\n", "", StringComparison.Ordinal);
        Assert.Contains($"```{language}\n{text}```\n", SourceTree.Read("docs/packages.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_WhenMadeAsTheGuideSays_IsTakenIn()
    {
        JsonElement made = await Node.RunAsync("make-key.mjs");
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(made.GetProperty("publicKey").GetRawText());
        Assert.Null(refusal);
        Assert.Equal(("ours-2026", true), (key!.KeyId, key.IsElliptic));
    }
}
