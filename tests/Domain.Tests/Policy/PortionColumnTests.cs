using System.Collections.Frozen;
using System.Text.Json;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>What a pathway gives at PORTION is the catalogue's column for its purpose; less only where the policy says why.</summary>
public sealed class PortionColumnTests
{
    private static PolicySet Policy => PolicyFiles.Product.Value;

    public static TheoryData<string> Pathways() =>
        [.. Policy.Pathways.Values.Where(p => p.Ceiling >= Tier.Portion).Select(p => p.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pathways))]
    public void FieldsAt_WhenPortion_IsTheColumnOfThePurposeLessWhatIsNamed(string id)
    {
        Pathway pathway = Policy.Pathways[id];
        var refused = pathway.Refusals.SelectMany(r => r.Fields).ToHashSet(StringComparer.Ordinal);
        var column = Policy.Fields.Values.Where(f => f.Portion.Any(r => r.Purposes.Contains(pathway.Purpose))).Select(f => f.Path)
            .Concat(pathway.RiskFacts).Except(refused).ToHashSet(StringComparer.Ordinal);

        var given = pathway.FieldsAt(Tier.Portion).Keys.ToHashSet(StringComparer.Ordinal);

        Assert.Empty(given.Except(column));
        if (Narrowed(id) is not { } because)
            Assert.Empty(column.Except(given));
        else
            Assert.False(string.IsNullOrWhiteSpace(because.GetProperty("because").GetString()));
    }

    [Fact]
    public void FieldsAt_WhenWageClaim_HoldsAccessNeedsAndPreferences()
    {
        FrozenDictionary<string, FieldGrant> given = Policy.Pathways["wage-claim"].FieldsAt(Tier.Portion);

        foreach (string path in new[]
            {
                "access.details", "access.arrangements", "access.format", "preference.professionalGender", "preference.community",
                "interpreter.preference",
            })
            Assert.True(given.ContainsKey(path), path);
    }

    [Theory]
    [InlineData("\"narrowed\": {\"because\": \"Stage 1 asks", "\"narrowing\": {\"because\": \"Stage 1 asks")]
    [InlineData(
        "\"fields\": {\n        \"CASE\": \"preset\",\n        \"PORTION\": \"preset\"\n      },\n      \"riskFacts\": [],",
        "\"fields\": {\n        \"CASE\": \"preset\",\n        \"PORTION\": [\"identity.caseHandle\"]\n      },\n      \"riskFacts\": [],")]
    public void Load_WhenAPathwayGivesLessWithoutAReason_Refuses(string text, string instead)
    {
        PolicyException refused = Assert.Throws<PolicyException>(() => PolicyLoader.Load(PolicyFiles.With("pathways.json", text, instead)));

        Assert.Contains(
            refused.Problems,
            p => p.EndsWith("names a reason exactly when PORTION is less than the purpose's preset", StringComparison.Ordinal));
    }

    private static JsonElement? Narrowed(string id)
    {
        using var file = JsonDocument.Parse(PolicyFiles.Read()["pathways.json"]);
        foreach (JsonElement pathway in file.RootElement.GetProperty("pathways").EnumerateArray())
            if (pathway.GetProperty("id").GetString() == id)
                return pathway.TryGetProperty("narrowed", out JsonElement reason) ? reason.Clone() : null;
        return null;
    }
}
