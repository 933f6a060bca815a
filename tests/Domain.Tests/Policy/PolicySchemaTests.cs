using System.Text.Json;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>
/// The schemas list the codes the loader knows, so that an editor and the loader never disagree. Node checks the files
/// themselves.
/// </summary>
public sealed class PolicySchemaTests
{
    private static readonly HashSet<string> Lists = PolicyLoader.FileNames.SelectMany(name => EnumLists(name)).ToHashSet();

    public static TheoryData<string, IReadOnlyCollection<string>> Codes => new()
    {
        { nameof(Tier), [.. WireCode.All<Tier>().Where(tier => tier != WireCode.Of(Tier.Stat))] },
        { nameof(HoldFacts), HoldFacts.All },
        { nameof(Mark), WireCode.All<Mark>() },
        { nameof(NeverFlag), WireCode.All<NeverFlag>() },
        { nameof(FullAudience), WireCode.All<FullAudience>() },
        { nameof(Generaliser), WireCode.All<Generaliser>() },
        { nameof(PortionLimit), WireCode.All<PortionLimit>() },
        { nameof(LimitMode), WireCode.All<LimitMode>() },
        { nameof(ActorKind), WireCode.All<ActorKind>() },
        { nameof(TierQualifier), WireCode.All<TierQualifier>() },
        { nameof(OverrideGround), WireCode.All<OverrideGround>() },
        { nameof(Direction), WireCode.All<Direction>() },
        { nameof(PathwaySubject), WireCode.All<PathwaySubject>() },
        { nameof(PathwayCondition), WireCode.All<PathwayCondition>() },
        { nameof(ReasonKinds), ReasonKinds.All },
        { nameof(Purpose), PolicyFiles.Product.Value.Purposes.Keys },
        { nameof(Actor), PolicyFiles.Product.Value.Actors.Keys },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Schemas_WhenTheyListCodes_ListThoseOfTheLoader(string what, IReadOnlyCollection<string> codes) =>
        Assert.True(Lists.Contains(Key(codes)), $"no schema lists exactly the codes of {what}");

    private static string[] EnumLists(string file)
    {
        string schema = Path.Combine(PolicyFiles.Folder, "schema", Path.ChangeExtension(file, ".schema.json"));
        using var document = JsonDocument.Parse(File.ReadAllBytes(schema));
        return Walk(document.RootElement).ToArray();
    }

    private static IEnumerable<string> Walk(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(m =>
            m.Name == "enum" && m.Value.ValueKind == JsonValueKind.Array
                ? [Key(m.Value.EnumerateArray().Select(e => e.GetString()!))]
                : Walk(m.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Walk),
        _ => [],
    };

    private static string Key(IEnumerable<string> codes) => string.Join(' ', codes.Order(StringComparer.Ordinal));
}
