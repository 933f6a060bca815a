namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads a pathway's field set for each tier: the purpose's preset, or a list that stays inside what the tier allows.</summary>
internal sealed class PathwayFields(
    FrozenDictionary<string, PolicyField> fields,
    FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> presets,
    FieldPatterns patterns)
{
    internal FrozenDictionary<Tier, FrozenDictionary<string, FieldGrant>> Read(
        PolicyNode node, string purpose, Tier ceiling, IReadOnlyDictionary<string, PortionLimit?> riskFacts, FrozenSet<string> refused)
    {
        Tier[] tiers = [.. Enum.GetValues<Tier>().Where(t => t is not Tier.Stat && t <= ceiling)];
        node.Object([.. tiers.Select(WireCode.Of)]);
        var sets = new Dictionary<Tier, FrozenDictionary<string, FieldGrant>>();
        foreach (Tier tier in tiers)
        {
            var grants = Set(node[WireCode.Of(tier)], purpose, tier).ToDictionary(g => g.Field.Path, StringComparer.Ordinal);
            if (tier == Tier.Portion)
                foreach ((string path, PortionLimit? limit) in riskFacts.Where(f => fields.ContainsKey(f.Key)))
                    grants.TryAdd(path, Presets.Plain(fields[path]) with { Limit = limit });
            foreach (string path in refused)
                grants.Remove(path);
            sets[tier] = grants.ToFrozenDictionary(StringComparer.Ordinal);
        }

        return sets.ToFrozenDictionary();
    }

    private IEnumerable<FieldGrant> Set(PolicyNode node, string purpose, Tier tier)
    {
        FrozenDictionary<string, FieldGrant> preset = presets.GetValueOrDefault(
            (purpose, tier), FrozenDictionary<string, FieldGrant>.Empty);
        if (node.IsText)
        {
            node.Known(text => text == "preset", "field set");
            return preset.Values;
        }

        FrozenSet<string> named = patterns.Read(node);
        if (tier == Tier.Portion)
        {
            // a pathway narrows the preset of its purpose, it never widens it.
            foreach (string path in named.Where(p => !preset.ContainsKey(p)).Order(StringComparer.Ordinal))
                node.Problem($"'{path}' does not pass for purpose '{purpose}' at {WireCode.Of(tier)}");
            return named.Where(preset.ContainsKey).Select(p => preset[p]);
        }

        bool Passes(string path) => tier == Tier.Case ? Presets.SurvivesCase(fields[path]) : Presets.LeavesTheFile(fields[path]);
        foreach (PolicyNode? item in node.Items().Where(i => i.IsText && fields.ContainsKey(i.Text()) && !Passes(i.Text())))
            item.Problem($"'{item.Text()}' never passes at {WireCode.Of(tier)}");
        return named.Where(Passes).Select(p => Presets.Plain(fields[p]));
    }
}
