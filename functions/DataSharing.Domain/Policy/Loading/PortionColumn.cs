using System.Collections.Frozen;

namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads a field's PORTION rules and expands DIRECT and ALL.</summary>
internal sealed class PortionColumn(FrozenDictionary<string, Purpose> purposes, FrozenDictionary<string, Actor> actors)
{
    // ALL leaves out STAT: aggregates carry no handle, request or consent of one person, and the catalogue's own
    // table of presets counts it so.
    private readonly FrozenSet<string> all = purposes.Keys.Where(p => p != PurposeCodes.Stat).ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> direct = purposes.Values.Where(p => p.Direct).Select(p => p.Code).ToFrozenSet(StringComparer.Ordinal);

    internal IReadOnlyList<PortionRule> Read(PolicyNode node)
    {
        var rules = new List<PortionRule>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in node.Items(mayBeEmpty: true))
        {
            var rule = Rule(item);
            foreach (var purpose in rule.Purposes.Where(p => !taken.Add(p)).Order(StringComparer.Ordinal))
                item.Problem($"purpose '{purpose}' stands in two rules of this field");
            rules.Add(rule);
        }

        return rules;
    }

    private PortionRule Rule(PolicyNode node)
    {
        node.Object("to", "except?", "actors?", "limit?", "onRequest?");
        var to = Expand(node["to"]);
        var except = node["except"].IsNull ? FrozenSet<string>.Empty : Expand(node["except"]);
        foreach (var purpose in except.Where(p => !to.Contains(p)))
            node["except"].Problem($"excepts '{purpose}', which the rule does not hold");
        return new PortionRule(
            to.Except(except).ToFrozenSet(StringComparer.Ordinal),
            node["actors"].IsNull ? FrozenSet<string>.Empty : node["actors"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            node["limit"].IsNull ? null : node["limit"].Code<PortionLimit>("limit"),
            !node["onRequest"].IsNull && node["onRequest"].Flag());
    }

    private FrozenSet<string> Expand(PolicyNode node)
    {
        var named = node.Set(p => p.Known(c => c is "DIRECT" or "ALL" || purposes.ContainsKey(c), "purpose"));
        return named
            .SelectMany(code => code switch { "ALL" => all, "DIRECT" => direct, _ => Enumerable.Repeat(code, 1) })
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
