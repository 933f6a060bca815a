using DataSharing.Domain.AccessLog;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>Entries of the access log come from the factories of the domain, whatever way of writing C# has to make one.</summary>
[Trait("Speed", "Slow")]
public sealed class LogEntryTests
{
    private const string Factories = "functions/DataSharing.Domain/Entries/";

    // The chain gives an entry its place; views and lists show less of it; the tour forges one and is found out.
    private static readonly string[] Changing =
    [
        "functions/DataSharing.Domain/AccessLog/LogChain.cs",
        "functions/DataSharing.Embedded/Tour/Chapters/Overseeing.cs",
        "functions/DataSharing.Functions/AccessLog/LogViews.cs",
        "functions/DataSharing.Functions/Projections/IndexRows.cs",
        "functions/DataSharing.Functions/Projections/Projector.cs",
    ];

    private static readonly Lazy<CSharpCompilation> Product = new(
        () => FolderGraph.Compile("DataSharing.Domain", "DataSharing.Functions", "DataSharing.Embedded"));

    [Fact]
    public void Entries_WhenMade_AreMadeByAFactory()
    {
        string[] files = [.. FilesWith<BaseObjectCreationExpressionSyntax>(nameof(LogEntry))];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.StartsWith(Factories, file, StringComparison.Ordinal));
    }

    [Fact]
    public void Entries_WhenChanged_AreCompletedByAFactoryOrShownInPart()
    {
        IEnumerable<string> files = FilesWith<WithExpressionSyntax>(nameof(LogEntry))
            .Where(file => !file.StartsWith(Factories, StringComparison.Ordinal));
        Assert.Equal(Changing.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    /// <summary>A role that is written out somewhere could be another one than the log's.</summary>
    [Fact]
    public void Actors_WhenMade_NameNoRoleByItsText()
    {
        IEnumerable<string> written =
            from tree in Product.Value.SyntaxTrees
            from made in Creations<BaseObjectCreationExpressionSyntax>(tree, nameof(LogActor))
            where made.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax
            select tree.FilePath;
        Assert.Empty(written);
    }

    private static IEnumerable<string> FilesWith<T>(string type) where T : ExpressionSyntax =>
        Product.Value.SyntaxTrees.Where(tree => Creations<T>(tree, type).Any()).Select(tree => tree.FilePath);

    private static IEnumerable<T> Creations<T>(SyntaxTree tree, string type) where T : ExpressionSyntax
    {
        SemanticModel model = Product.Value.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<T>().Where(node => model.GetTypeInfo(node).Type?.Name == type);
    }
}
