namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads <c>purposes.json</c>, <c>handling-codes.json</c> and <c>overrides.json</c>.</summary>
internal static class SmallFiles
{
    internal static FrozenDictionary<string, Purpose> Purposes(PolicyNode root)
    {
        root.Object("$schema", "purposes");
        return root["purposes"].Table(
            node =>
            {
                node.Object("code", "name", "direct", "oneMatterEach", "sources");
                return new Purpose(
                    node["code"].Text(), node["name"].Text(), node["direct"].Flag(), node["oneMatterEach"].Flag(), node["sources"].Text());
            },
            p => p.Code,
            "purpose");
    }

    internal static HandlingCodes Handling(PolicyNode root, FrozenDictionary<string, Actor> actors)
    {
        root.Object("$schema", "source", "content", "handling", "recipientClasses");
        FrozenDictionary<string, RecipientClass> classes = root["recipientClasses"].Table(
            node =>
            {
                node.Object("id", "meaning", "actors");
                return new RecipientClass(
                    node["id"].Text(), node["meaning"].Text(),
                    node["actors"].Set(a => a.Known(actors.ContainsKey, "actor code"), mayBeEmpty: true));
            },
            c => c.Id,
            "recipient class");
        FrozenDictionary<string, HandlingCode> handling = root["handling"].Table(
            node =>
            {
                node.Object("code", "meaning", "permits", "referToOriginator");
                return new HandlingCode(
                    node["code"].Text(),
                    node["meaning"].Text(),
                    node["permits"].Set(c => c.Known(classes.ContainsKey, "recipient class"), mayBeEmpty: true),
                    node["referToOriginator"].Flag());
            },
            h => h.Code,
            "handling code");
        return new HandlingCodes(Grades(root["source"]), Grades(root["content"]), handling, classes);
    }

    internal static FrozenDictionary<string, OverrideSet> Overrides(
        PolicyNode root, FrozenDictionary<string, Actor> actors, FrozenDictionary<string, PolicyField> catalogue, FieldPatterns patterns)
    {
        root.Object("$schema", "sets");
        return root["sets"].Table(node => Override(node, actors, catalogue, patterns), s => s.Id, "override set");
    }

    internal static FrozenDictionary<string, Hold> Holds(PolicyNode root)
    {
        root.Object("$schema", "holds");
        FrozenDictionary<string, Hold> holds = root["holds"].Table(
            node =>
            {
                node.Object("fact", "act", "by", "source");
                return new Hold(
                    node["fact"].Known(HoldFacts.All.Contains, "fact that a rule waits for"), node["act"].Text(), node["by"].Text(),
                    node["source"].Text());
            },
            h => h.Fact,
            "hold");
        foreach (string fact in HoldFacts.All.Where(f => !holds.ContainsKey(f)).Order(StringComparer.Ordinal))
            root["holds"].Problem($"missing hold '{fact}', which a rule waits for");
        return holds;
    }

    private static FrozenDictionary<string, Grade> Grades(PolicyNode node) => node.Table(
        item =>
        {
            item.Object("code", "meaning");
            return new Grade(item["code"].Text(), item["meaning"].Text());
        },
        g => g.Code,
        "grade");

    private static OverrideSet Override(
        PolicyNode node, FrozenDictionary<string, Actor> actors, FrozenDictionary<string, PolicyField> catalogue, FieldPatterns patterns)
    {
        node.Object(
            "id", "ground", "recipients", "childRecipients", "fields", "generalised", "oneOf", "concerns", "onRecord", "ofAdult",
            "asOrdered", "riskExempt?", "note?", "sources");
        FrozenSet<string> fields = patterns.Read(node["fields"]);
        FrozenSet<string> generalised = patterns.Read(node["generalised"], mayBeEmpty: true);
        IReadOnlyList<string>[] oneOf = node["oneOf"].Items(mayBeEmpty: true)
            .Select(alternatives => (IReadOnlyList<string>)[.. alternatives.Items().Select(patterns.One)])
            .ToArray();
        string[] concerns = node["concerns"].Items(mayBeEmpty: true).Select(patterns.One).ToArray();
        string[] onRecord = node["onRecord"].Items(mayBeEmpty: true).Select(patterns.One).ToArray();
        FrozenSet<string> ofAdult = patterns.Read(node["ofAdult"], mayBeEmpty: true);
        foreach (string path in onRecord.Where(p => catalogue.TryGetValue(p, out PolicyField? field)
            && !field.Answers.Values.Contains("yes")))
            node["onRecord"].Problem($"no coded answer of '{path}' can state the fact");
        foreach (string path in generalised.Concat(oneOf.SelectMany(a => a)).Concat(concerns).Concat(ofAdult)
            .Where(p => p.Length > 0 && !fields.Contains(p)))
            node.Problem($"names '{path}', which its fields do not hold");
        return new OverrideSet(
            node["id"].Text(),
            node["ground"].Code<OverrideGround>("override ground"),
            node["recipients"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            fields,
            generalised,
            oneOf,
            concerns,
            onRecord,
            ofAdult,
            node["asOrdered"].Flag(),
            node["childRecipients"].Set(a => a.Known(actors.ContainsKey, "actor code"), mayBeEmpty: true),
            node["riskExempt"].OptionalText(),
            node["note"].OptionalText(),
            node["sources"].Text());
    }
}
