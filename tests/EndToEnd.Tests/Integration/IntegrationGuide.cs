using System.Text.RegularExpressions;

namespace DataSharing.EndToEnd.Tests.Integration;

/// <summary>The guide for integrators, docs/integrate.md: the blocks that it prints, as they are.</summary>
internal static partial class IntegrationGuide
{
    /// <summary>Every block in this language, one after the other.</summary>
    public static string Code(string language)
    {
        string[] blocks = [.. Block().Matches(Text).Where(block => block.Groups["language"].Value == language)
            .Select(block => block.Groups["code"].Value)];
        Assert.NotEmpty(blocks);
        return string.Join('\n', blocks);
    }

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Node.Folder, "..", ".."));

    private static string Text { get; } = File.ReadAllText(Path.Combine(Root, "docs", "integrate.md")).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
