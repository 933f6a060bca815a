namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads a field's PORTION rules and expands DIRECT and ALL.</summary>
internal sealed class PortionColumn(FrozenDictionary<string, Purpose> purposes, FrozenDictionary<string, Actor> actors)
{
    // ALL leaves out STAT: aggregates carry no handle, request or consent of one person, and the catalogue's own
    // table of presets counts it so.
    private readonly FrozenSet<string> _all = purposes.Keys.Where(p => p != PurposeCodes.Stat).ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _direct = purposes.Values.Where(p => p.Direct).Select(p => p.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    internal IReadOnlyList<PortionRule> Read(PolicyNode node)
    {
        var rules = new List<PortionRule>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (PolicyNode item in node.Items(mayBeEmpty: true))
        {
            PortionRule rule = Rule(item);
            foreach (string purpose in rule.Purposes.Where(p => !taken.Add(p)).Order(StringComparer.Ordinal))
                item.Problem($"purpose '{purpose}' stands in two rules of this field");
            rules.Add(rule);
        }

        return rules;
    }

    private PortionRule Rule(PolicyNode node)
    {
        node.Object("to", "except?", "actors?", "limit?", "onRequest?");
        FrozenSet<string> to = Expand(node["to"]);
        FrozenSet<string> except = node["except"].IsNull ? FrozenSet<string>.Empty : Expand(node["except"]);
        foreach (string purpose in except.Where(p => !to.Contains(p)))
            node["except"].Problem($"excepts '{purpose}', which the rule does not hold");
        return new PortionRule(
            to.Except(except).ToFrozenSet(StringComparer.Ordinal),
            node["actors"].IsNull ? FrozenSet<string>.Empty : node["actors"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            node["limit"].IsNull ? null : node["limit"].Code<PortionLimit>("limit"),
            !node["onRequest"].IsNull && node["onRequest"].Flag());
    }

    private FrozenSet<string> Expand(PolicyNode node)
    {
        FrozenSet<string> named = node.Set(p => p.Known(c => c is "DIRECT" or "ALL" || purposes.ContainsKey(c), "purpose"));
        return named
            .SelectMany(code => code switch { "ALL" => _all, "DIRECT" => _direct, _ => Enumerable.Repeat(code, 1) })
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
