namespace DataSharing.Domain.Policy.Loading;

/// <summary>
/// Reads the pairs of places where one fact on safety stands. A fact that rules read and that is not listed is a problem.
/// Source: R-280.
/// </summary>
internal static class SafetyTable
{
    internal static FrozenDictionary<SafetyFact, SafetyPair> Read(
        PolicyNode node, FrozenDictionary<string, PolicyField> fields, FieldPatterns patterns)
    {
        var pairs = node.Table(n => Pair(n, fields, patterns), p => WireCode.Of(p.Fact), "fact").Values.ToFrozenDictionary(p => p.Fact);
        foreach (SafetyFact fact in Enum.GetValues<SafetyFact>().Where(f => !pairs.ContainsKey(f)))
            node.Problem($"'{WireCode.Of(fact)}' is not listed: which of its places counts is not known");
        foreach (string path in pairs.Values.SelectMany(p => p.Withholds).GroupBy(p => p).Where(g => g.Count() > 1).Select(g => g.Key)
            .Order(StringComparer.Ordinal))
            node.Problem($"'{path}' rests on two facts");
        return pairs;
    }

    private static SafetyPair Pair(PolicyNode node, FrozenDictionary<string, PolicyField> fields, FieldPatterns patterns)
    {
        node.Object("fact", "record", "cautious", "bothSayYes", "withholds", "source");
        string[] cautious = node["cautious"].Items().Select(n => n.Text()).ToArray();
        if (cautious.Length == 0)
            cautious = [""];
        if (cautious.Distinct(StringComparer.Ordinal).Count() != cautious.Length)
            node["cautious"].Problem("an answer stands twice");
        SafetyFact fact = node["fact"].Code<SafetyFact>("fact");
        foreach (string said in SafetyAnswers.Of(fact).Where(a => !cautious.Contains(a)))
            node["cautious"].Problem($"the facts may say '{said}', which has no place in the order");
        var record = new List<string>();
        foreach (PolicyNode item in node["record"].Items(mayBeEmpty: true))
        {
            string path = patterns.One(item);
            if (!fields.TryGetValue(path, out PolicyField? field))
                continue;
            record.Add(path);
            if (field.Answers.Count == 0 && path != "identity.dateOfBirth")
                item.Problem($"'{path}' has no coded answers");
            foreach (string statement in field.Answers.Values.Where(s => !cautious.Contains(s)).Distinct())
                item.Problem($"'{path}' may say '{statement}', which has no place in the order");
        }

        bool both = node["bothSayYes"].Flag();
        if (both && record.Count == 0)
            node["bothSayYes"].Problem("there is no field of the record to say it");
        return new SafetyPair(fact, record, cautious, both, patterns.Read(node["withholds"], mayBeEmpty: true), node["source"].Text());
    }
}
