using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>One use of a type of another folder.</summary>
internal readonly record struct Arrow(string From, string To, string File, string Type);

/// <summary>
/// Which folders of a project use types of which others, as the compiler binds the names: constants and nameof count, comments do
/// not. Pages (.razor) are not read, so that what they alone use of another folder is not seen.
/// </summary>
internal static class FolderGraph
{
    private static readonly MetadataReference[] Libraries =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("DataSharing.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Every arrow between folders right under the projects' own; files beside the project file belong to no folder.</summary>
    public static IReadOnlyList<Arrow> OfFolders(params string[] projects) => Of(FolderOf, projects);

    /// <summary>
    /// Every arrow between namespaces, which are folders of any depth (IDE0130). One within another is a part of it: what the two use of
    /// each other is no arrow.
    /// </summary>
    public static IReadOnlyList<Arrow> OfNamespaces(params string[] projects) =>
    [
        .. Of(path => FolderOf(path) is null ? null : string.Join('/', path.Split('/')[1..^1]), projects)
            .Where(arrow => !IsWithin(arrow.From, arrow.To) && !IsWithin(arrow.To, arrow.From)),
    ];

    private static bool IsWithin(string inner, string outer) => inner.StartsWith(outer + "/", StringComparison.Ordinal);

    private static IReadOnlyList<Arrow> Of(Func<string, string?> roomOf, string[] projects)
    {
        CSharpCompilation compilation = Compile(projects);
        var arrows = new HashSet<Arrow>();
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null && TypeOf(model.GetSymbolInfo(name)) is { } type)
                    foreach (SyntaxReference declared in type.DeclaringSyntaxReferences)
                        Add(arrows, roomOf, tree.FilePath, declared.SyntaxTree.FilePath, type.Name);
            }
        }

        return [.. arrows];
    }

    /// <summary>The projects' sources as one compilation, each tree under its path in the repository.</summary>
    public static CSharpCompilation Compile(params string[] projects) => CSharpCompilation.Create(
        "graph",
        [
            .. SourceTree.Files(".cs").Where(path => projects.Any(project => path.StartsWith($"functions/{project}/", StringComparison.Ordinal)))
                .Select(path => CSharpSyntaxTree.ParseText(SourceTree.Read(path), path: path)),
            CSharpSyntaxTree.ParseText(Implicit, path: "Implicit.cs"),
        ],
        Libraries, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    /// <summary>Folders that reach themselves, each group of them once; empty where there is no cycle.</summary>
    public static IReadOnlyList<string> Cycles(IReadOnlyList<Arrow> arrows)
    {
        ILookup<string, string> next = arrows.Select(arrow => (arrow.From, arrow.To)).Distinct()
            .ToLookup(pair => pair.From, pair => pair.To);
        var reached = next.Select(from => from.Key).ToDictionary(from => from, from => Reach(next, from));
        return
        [
            .. reached.Where(pair => pair.Value.Contains(pair.Key))
                .Select(pair => pair.Value.Where(to => reached.TryGetValue(to, out HashSet<string>? back) && back.Contains(pair.Key)))
                .Select(group => string.Join(' ', group.Order())).Distinct(),
        ];
    }

    private static HashSet<string> Reach(ILookup<string, string> next, string from)
    {
        var seen = new HashSet<string>();
        var left = new Stack<string>(next[from]);
        while (left.TryPop(out string? at))
        {
            if (!seen.Add(at))
                continue;
            foreach (string to in next[at])
                left.Push(to);
        }

        return seen;
    }

    private static INamedTypeSymbol? TypeOf(SymbolInfo found)
    {
        ISymbol? symbol = found.Symbol ?? found.CandidateSymbols.FirstOrDefault();
        bool isShared = symbol is { IsStatic: true } or IMethodSymbol { IsExtensionMethod: true };
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? (isShared ? symbol!.ContainingType : null);
        while (type?.ContainingType is { } outer)
            type = outer;
        return type;
    }

    private static void Add(HashSet<Arrow> arrows, Func<string, string?> roomOf, string from, string to, string type)
    {
        if (roomOf(from) is { } source && roomOf(to) is { } target && source != target)
            arrows.Add(new Arrow(source, target, from, type));
    }

    // functions/Project/Folder/…/File.cs
    private static string? FolderOf(string path) => path.Split('/') is { Length: > 3 } parts ? $"{parts[1]}/{parts[2]}" : null;

    // What the SDK imports everywhere.
    private const string Implicit =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
            + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
}
