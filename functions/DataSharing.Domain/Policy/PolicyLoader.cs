using DataSharing.Domain.Policy.Loading;

namespace DataSharing.Domain.Policy;

/// <summary>Turns the policy files into a <see cref="PolicySet"/>, or says everything that is wrong with them.</summary>
public static class PolicyLoader
{
    /// <summary>The files a policy consists of, by name.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        [
            "actors.json",
            "fields.json",
            "handling-codes.json",
            "holds.json",
            "overrides.json",
            "pathways.json",
            "profile.json",
            "purposes.json",
        ];

    /// <summary>
    /// Loads a policy. Pure: the same bytes give the same set and version. Unknown, missing, duplicate, empty or
    /// unresolved content is refused, never repaired.
    /// </summary>
    /// <param name="files">Exactly <see cref="FileNames"/>, each with its UTF-8 bytes.</param>
    /// <exception cref="PolicyException">
    /// All problems found. A file that is missing, extra or no JSON ends the reading before references are checked.
    /// </exception>
    public static PolicySet Load(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var problems = new List<string>();
        var documents = new Dictionary<string, JsonDocument>(StringComparer.Ordinal);
        try
        {
            foreach (string name in FileNames.Union(files.Keys).Order(StringComparer.Ordinal))
                Parse(name, files, documents, problems);
            ThrowIfAny(problems);
            PolicySet set = Build(name => new PolicyNode(name, "$", documents[name].RootElement, problems), VersionOf(files));
            ThrowIfAny(problems);
            return set;
        }
        finally
        {
            foreach (JsonDocument document in documents.Values)
                document.Dispose();
        }
    }

    /// <summary>
    /// The content hash: SHA-256 over each file in ordinal order of names, as name, line feed, length in bytes, line feed,
    /// bytes. The lengths keep content from moving between files unnoticed.
    /// </summary>
    internal static string VersionOf(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, ReadOnlyMemory<byte> bytes) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{bytes.Length}\n")));
            hash.AppendData(bytes.Span);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Parse(
        string name,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, Dictionary<string, JsonDocument> documents, List<string> problems)
    {
        if (!files.TryGetValue(name, out ReadOnlyMemory<byte> bytes))
        {
            problems.Add($"{name}: $: the file is missing");
        }
        else if (!FileNames.Contains(name))
        {
            problems.Add($"{name}: $: no policy file has this name");
        }
        else
        {
            try
            {
                documents[name] = JsonDocument.Parse(bytes);
            }
            catch (JsonException e)
            {
                problems.Add(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{name}: $: no JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
            }
        }
    }

    private static PolicySet Build(Func<string, PolicyNode> file, string version)
    {
        FrozenDictionary<string, Purpose> purposes = SmallFiles.Purposes(file("purposes.json"));
        FrozenDictionary<string, Actor> codes = ActorsFile.Read(file("actors.json"), purposes);
        FieldsFile.Result catalogue = FieldsFile.Read(file("fields.json"), purposes, codes);
        var patterns = new FieldPatterns(catalogue.Fields, catalogue.Groups);
        FrozenDictionary<string, Actor> actors = ActorsFile.Resolve(file("actors.json"), codes, patterns);
        HandlingCodes handling = SmallFiles.Handling(file("handling-codes.json"), actors);
        FrozenDictionary<string, OverrideSet> overrides = SmallFiles.Overrides(file("overrides.json"), actors, catalogue.Fields, patterns);
        NationalProfile profile = ProfileFile.Read(file("profile.json"), actors, overrides);
        FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> presets = Presets.Derive(
            purposes, catalogue.Fields, catalogue.Groups);
        var fieldSets = new PathwayFields(catalogue.Fields, presets, patterns);
        FrozenDictionary<string, Pathway> pathways = new PathwaysFile(
            purposes, actors, overrides, profile, fieldSets, patterns).Read(file("pathways.json"));
        ProfileFile.Check(file("profile.json"), pathways);
        return new PolicySet(presets, catalogue.Safety)
        {
            Version = version,
            Fields = catalogue.Fields,
            Groups = catalogue.Groups,
            Limits = catalogue.Limits,
            TaskData = catalogue.TaskData,
            Purposes = purposes,
            Actors = actors,
            HandlingCodes = handling,
            Overrides = overrides,
            Holds = SmallFiles.Holds(file("holds.json")),
            Pathways = pathways,
            Profile = profile,
        };
    }

    private static void ThrowIfAny(List<string> problems)
    {
        if (problems.Count > 0)
            throw new PolicyException([.. problems.Distinct()]);
    }
}
