namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads <c>fields.json</c>.</summary>
internal static class FieldsFile
{
    private static readonly FrozenSet<CaseAction> Coarse = FrozenSet.Create(CaseAction.Generalise);

    internal sealed record Result(
        FrozenDictionary<string, PolicyField> Fields,
        FrozenDictionary<string, FieldGroup> Groups,
        FrozenDictionary<PortionLimit, LimitRule> Limits,
        FrozenDictionary<SafetyFact, SafetyPair> Safety,
        FrozenSet<string> TaskData);

    internal static Result Read(PolicyNode root, FrozenDictionary<string, Purpose> purposes, FrozenDictionary<string, Actor> actors)
    {
        root.Object("$schema", "limits", "lists", "safety", "taskData", "groups");
        var limits = root["limits"].Table(Limit, l => WireCode.Of(l.Limit), "limit").Values.ToFrozenDictionary(l => l.Limit);
        foreach (PortionLimit limit in Enum.GetValues<PortionLimit>().Where(l => !limits.ContainsKey(l)))
            root["limits"].Problem($"missing limit '{WireCode.Of(limit)}'");

        var values = new FieldValues(root["lists"], limits);
        var fields = new Dictionary<string, PolicyField>(StringComparer.Ordinal);
        FrozenDictionary<string, FieldGroup> groups = root["groups"].Table(
            node => Group(node, fields, new PortionColumn(purposes, actors), values), g => g.Id, "group");
        var catalogue = fields.ToFrozenDictionary(StringComparer.Ordinal);
        var patterns = new FieldPatterns(catalogue, groups);
        return new Result(
            catalogue, groups, limits, SafetyTable.Read(root["safety"], catalogue, patterns), patterns.Read(root["taskData"]));
    }

    private static LimitRule Limit(PolicyNode node)
    {
        node.Object("code", "mode", "part?", "meaning");
        LimitMode mode = node["mode"].Code<LimitMode>("limit mode");
        string? part = node["part"].OptionalText();
        if ((mode is LimitMode.Part or LimitMode.Marker) != (part is not null))
            node.Problem("a part is named exactly for the modes 'part' and 'marker'");
        return new LimitRule(node["code"].Code<PortionLimit>("limit"), mode, part, node["meaning"].Text());
    }

    private static FieldGroup Group(PolicyNode node, Dictionary<string, PolicyField> fields, PortionColumn portion, FieldValues values)
    {
        node.Object("id", "title", "never", "fields");
        string id = node["id"].Text();
        FrozenSet<NeverFlag> never = node["never"].Set(n => n.Code<NeverFlag>("never flag"), mayBeEmpty: true);
        var paths = new List<string>();
        foreach (PolicyNode item in node["fields"].Items())
        {
            PolicyField field = Field(item, id, never, portion, values);
            if (field.Path.Length == 0)
                continue;
            if (!field.Path.StartsWith(id + ".", StringComparison.Ordinal))
                item["path"].Problem($"path '{field.Path}' does not begin with its group '{id}'");
            if (fields.TryAdd(field.Path, field))
                paths.Add(field.Path);
            else
                item["path"].Problem($"duplicate field path '{field.Path}'");
        }

        var highest = paths.SelectMany(p => fields[p].Marks).ToFrozenSet();
        return new FieldGroup(id, node["title"].Text(), never, paths, highest);
    }

    private static PolicyField Field(
        PolicyNode node, string group, FrozenSet<NeverFlag> groupNever, PortionColumn portion, FieldValues values)
    {
        node.Object(
            "path", "meaning", "marks", "full", "portion", "case", "never", "codes?", "answers?", "freeText", "childOnly", "note?",
            "sources");
        (FrozenSet<string>? codes, bool countries) = values.Codes(node["codes"]);
        var field = new PolicyField(
            node["path"].Text(),
            group,
            node["meaning"].Text(),
            node["marks"].Set(m => m.Code<Mark>("mark")),
            node["full"].Code<FullAudience>("FULL audience"),
            portion.Read(node["portion"]),
            Case(node["case"]),
            node["never"].Set(n => n.Code<NeverFlag>("never flag"), mayBeEmpty: true).Union(groupNever).ToFrozenSet(),
            codes,
            countries,
            FieldValues.Answers(node["answers"]),
            node["freeText"].Flag(),
            node["childOnly"].Flag(),
            node["note"].OptionalText(),
            node["sources"].Text());
        values.Check(node, field);
        return field;
    }

    /// <summary>Either the action alone, or an object where it needs more.</summary>
    private static CaseTreatment Case(PolicyNode node)
    {
        if (node.IsText)
        {
            CaseAction plain = node.Code<CaseAction>("CASE treatment");
            if (Coarse.Contains(plain))
                node.Problem("names no generaliser");
            return new CaseTreatment(plain, null, false);
        }

        node.Object("do", "by?", "reidentificationCheck?");
        CaseAction action = node["do"].Code<CaseAction>("CASE treatment");
        bool check = !node["reidentificationCheck"].IsNull && node["reidentificationCheck"].Flag();
        if (node["by"].IsNull == Coarse.Contains(action))
            node.Problem("a generaliser is named exactly for 'generalise'");
        return new CaseTreatment(action, node["by"].IsNull ? null : node["by"].Code<Generaliser>("generaliser"), check);
    }
}
