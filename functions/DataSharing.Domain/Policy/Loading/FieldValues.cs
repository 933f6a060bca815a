namespace DataSharing.Domain.Policy.Loading;

/// <summary>
/// Reads which codes a field takes and which statements its answers make, and that every statement has answers to rest on.
/// Source: R-279.
/// </summary>
internal sealed class FieldValues(PolicyNode file, FrozenDictionary<PortionLimit, LimitRule> limits)
{
    private readonly FrozenDictionary<string, CodeList> _lists = file.Table(List, l => l.Id, "code list");

    internal (FrozenSet<string> Codes, bool Countries) Codes(PolicyNode node)
    {
        if (node.IsNull)
            return (FrozenSet<string>.Empty, false);
        CodeList[] named = node.Set(n => n.Known(_lists.ContainsKey, "code list")).Where(_lists.ContainsKey).Select(id => _lists[id])
            .ToArray();
        return (named.SelectMany(l => l.Terms).ToFrozenSet(StringComparer.Ordinal), named.Any(l => l.Countries));
    }

    /// <summary>By code: what it states.</summary>
    internal static FrozenDictionary<string, string> Answers(PolicyNode node)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string statement, PolicyNode? codes) in node.Members())
            foreach (PolicyNode code in codes.Items())
                if (!answers.TryAdd(code.Text(), statement))
                    code.Problem("the answer stands twice");
        return answers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What is said for somebody comes from answers that the catalogue lists, or it is not said.</summary>
    internal void Check(PolicyNode node, PolicyField field)
    {
        foreach (string statement in Statements(field).Where(s => !field.Answers.Values.Contains(s)).Distinct()
            .Order(StringComparer.Ordinal))
            node.Problem($"'{statement}' is stated of it, and no coded answer says so");
        bool coded = field.Case.Generaliser is { } by && IsCoded(by);
        if (coded && field.Codes.Count == 0)
            node.Problem("is generalised to codes, and no closed list is named");
    }

    private IEnumerable<string> Statements(PolicyField field)
    {
        foreach (PortionRule rule in field.Portion)
        {
            if (rule.Limit is not { } limit || !limits.TryGetValue(limit, out LimitRule? carried))
                continue;
            if (carried.Mode is LimitMode.YesNo or LimitMode.Marker)
                yield return "yes";
            if (carried.Mode is LimitMode.YesNo)
                yield return "no";
        }

        switch (field.Case.Generaliser)
        {
            case Generaliser.YesNo:
                yield return "yes";
                yield return "no";
                break;
            case Generaliser.FamilyMember:
                yield return "yes";
                break;
            case Generaliser.HeldByAnother:
                yield return "another";
                break;
        }
    }

    internal static bool IsCoded(Generaliser by) => by is Generaliser.Form or Generaliser.FormOfViolence or Generaliser.FormOfExploitation
        or Generaliser.Method or Generaliser.ControlMethod or Generaliser.Sector or Generaliser.VisaType or Generaliser.Stage
            or Generaliser.CodedTerms;

    private static CodeList List(PolicyNode node)
    {
        node.Object("id", "meaning", "terms?", "countries?");
        bool countries = !node["countries"].IsNull && node["countries"].Flag();
        if (countries != node["terms"].IsNull)
            node.Problem("names its terms exactly when it is not the list of countries");
        FrozenSet<string> terms = node["terms"].IsNull ? FrozenSet<string>.Empty : node["terms"].Set(t => t.Text());
        return new CodeList(node["id"].Text(), node["meaning"].Text(), terms.ToFrozenSet(StringComparer.Ordinal), countries);
    }
}
