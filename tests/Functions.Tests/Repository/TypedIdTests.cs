using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>Ids of two kinds are not taken for each other. That no text becomes one unsaid, the product's own build sees to.</summary>
[Trait("Speed", "Slow")]
public sealed class TypedIdTests
{
    private static readonly CSharpCompilation Product =
        FolderGraph.Compile("DataSharing.Domain", "DataSharing.Functions", "DataSharing.Embedded");

    [Theory]
    [InlineData("new StopTarget(consent, scope)", null)]
    [InlineData("new StopTarget(scope, consent)", "CS1503")]
    [InlineData("Partition.Case(request)", "CS1503")]
    [InlineData("new Approval(person, registration, default)", "CS1503")]
    public void Ids_WhenTwoAreSwapped_DoNotCompile(string expression, string? defect)
    {
        SyntaxTree snippet = CSharpSyntaxTree.ParseText(
            "static class Snippet { static object Make(ConsentId consent, ScopeId scope, RequestId request, PersonId person, "
                + $"RegistrationId registration) => {expression}; }}",
            path: "Snippet.cs");
        IEnumerable<string> errors = Product.AddSyntaxTrees(snippet).GetSemanticModel(snippet).GetDiagnostics()
            .Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Id).Distinct();
        Assert.Equal(defect is null ? [] : [defect], errors);
    }

    // Both can be read as text, so that the compiler would compare the texts.
    [Fact]
    public void Ids_WhenCompared_AreOfOneKind()
    {
        int seen = 0;
        var mixed = new List<string>();
        foreach (SyntaxTree tree in Product.SyntaxTrees)
        {
            SemanticModel model = Product.GetSemanticModel(tree);
            foreach (BinaryExpressionSyntax equality in tree.GetRoot().DescendantNodes().OfType<BinaryExpressionSyntax>()
                .Where(node => node.IsKind(SyntaxKind.EqualsExpression) || node.IsKind(SyntaxKind.NotEqualsExpression)))
            {
                if (KindOf(model, equality.Left) is not { } left || KindOf(model, equality.Right) is not { } right)
                    continue;
                seen++;
                if (left != right)
                    mixed.Add($"{tree.FilePath}: {equality}");
            }
        }

        Assert.True(seen > 50, $"{seen} comparisons were found");
        Assert.Empty(mixed);
    }

    [Fact]
    public void Texts_WhenTakenForAnId_AreRefusedByEveryProjectsBuild()
    {
        IEnumerable<string> banned = typeof(CaseId).Assembly.GetExportedTypes().Where(type => type.BaseType?.Name == typeof(TypedId<>).Name)
            .Select(kind => $"M:{kind.FullName}.op_Implicit(System.String)~{kind.FullName}");
        Assert.Equal(
            banned.Order(StringComparer.Ordinal),
            SourceTree.Read("functions/BannedSymbols.Ids.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(';')[0]).Order(StringComparer.Ordinal));
        foreach (string project in new[] { "DataSharing.Domain", "DataSharing.Functions", "DataSharing.Embedded" })
        {
            string file = SourceTree.Read($"functions/{project}/{project}.csproj");
            Assert.Contains("BannedSymbols.Ids.txt", file, StringComparison.Ordinal);
            Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", file, StringComparison.Ordinal);
        }
    }

    private static string? KindOf(SemanticModel model, ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type is { BaseType: { Name: "TypedId" } } kind ? kind.Name : null;
}
