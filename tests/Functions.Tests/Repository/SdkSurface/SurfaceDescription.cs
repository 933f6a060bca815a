namespace DataSharing.Functions.Tests.Repository.SdkSurface;

/// <summary>One type of a description: the line that names it, and those of its members.</summary>
internal sealed record DescribedType(string Header, string Name, IReadOnlyList<string> Lines);

/// <summary>
/// A text file per package: what the app, its tests and the embedded engine use of it, by hand from the package's documentation.
/// A type's line begins at the margin, its members' are indented, <c>//</c> begins a remark.
/// </summary>
/// <param name="Nullable">False where the file says that the package does not mark nullable references.</param>
internal sealed record SurfaceDescription(string Package, bool Nullable, IReadOnlyList<DescribedType> Types)
{
    public const string Folder = "tests/Functions.Tests/Repository/SdkSurface/";

    private const string Unmarked = "// nullable references: not marked";

    public static SurfaceDescription Read(string package) => Parse(package, SourceTree.Read($"{Folder}{package}.txt"));

    public static SurfaceDescription Parse(string package, string text)
    {
        var types = new List<(string Header, List<string> Lines)>();
        foreach (string line in text.Split('\n').Select(line => line.Split("//")[0].TrimEnd()).Where(line => line.Length > 0))
        {
            if (char.IsWhiteSpace(line[0]))
                types[^1].Lines.Add(line.Trim());
            else
                types.Add((line, []));
        }

        return new(package, !text.Contains(Unmarked, StringComparison.Ordinal),
            [.. types.Select(type => new DescribedType(type.Header, type.Header[(type.Header.LastIndexOf(' ') + 1)..], type.Lines))]);
    }

    /// <summary>Everything in which a declaration differs from the description, in both directions.</summary>
    public IEnumerable<string> DifferencesFrom(IReadOnlyCollection<Type> declared)
    {
        foreach (DescribedType missing in Types.Where(described => declared.All(type => type.FullName != described.Name)))
            yield return $"{missing.Name}: described, not declared";
        foreach (Type type in declared)
        {
            var surface = new TypeSurface(type, generous: false, Nullable);
            if (Types.FirstOrDefault(described => described.Name == type.FullName) is not { } described)
            {
                yield return $"{surface.Header}: declared, not described";
                continue;
            }

            if (surface.Header != described.Header)
                yield return $"{described.Header}: declared as {surface.Header}";
            foreach (string line in described.Lines.Except(surface.Lines()))
                yield return $"{type.FullName}: described, not declared: {line}";
            foreach (string line in surface.Lines().Except(described.Lines))
                yield return $"{type.FullName}: declared, not described: {line}";
        }
    }

    /// <summary>Every line that the official types do not meet; they may have any number of members more.</summary>
    public IEnumerable<string> NotMetBy(Func<string, Type?> find)
    {
        foreach (DescribedType described in Types)
        {
            if (find(described.Name) is not { } type)
            {
                yield return $"{described.Name}: in no assembly";
                continue;
            }

            var surface = new TypeSurface(type, generous: true, Nullable);
            if (surface.Header != described.Header)
                yield return $"{described.Header}: officially {surface.Header}";
            foreach (string line in described.Lines.Except(surface.Lines()))
                yield return $"{described.Name}: officially not there: {line}";
        }
    }
}
