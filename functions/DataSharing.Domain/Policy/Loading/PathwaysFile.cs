using System.Text.RegularExpressions;

namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads <c>pathways.json</c> against everything it refers to.</summary>
internal sealed partial class PathwaysFile(
    FrozenDictionary<string, Purpose> purposes,
    FrozenDictionary<string, Actor> actors,
    FrozenDictionary<string, OverrideSet> overrides,
    NationalProfile profile,
    PathwayFields fieldSets,
    FieldPatterns patterns)
{
    private static readonly FrozenDictionary<string, string> GroupOfRow = new Dictionary<string, string>
    {
        ["CORE"] = "core",
        ["IDENT"] = "identification",
        ["REF"] = "referral",
        ["CHILD"] = "children",
        ["CRIM"] = "justice",
        ["RETURN"] = "return",
        ["GOV"] = "governance",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal FrozenDictionary<string, Pathway> Read(PolicyNode root)
    {
        root.Object("$schema", "pathways");
        return root["pathways"].Table(One, p => p.Id, "pathway id");
    }

    private Pathway One(PolicyNode node)
    {
        node.Object(
            "id", "title", "rows", "group", "purpose", "senders", "recipients", "directions", "ceiling", "subject", "fields",
            "narrowed?", "riskFacts", "levels", "consent", "riskExempt?", "conditions", "holdClock?", "clocks", "retention", "overrides",
            "refuse", "sources");
        if (!KebabCase().IsMatch(node["id"].Text()))
            node["id"].Problem("an id is lower-case words joined by '-'");
        string purpose = node["purpose"].Known(purposes.ContainsKey, "purpose");
        Tier ceiling = node["ceiling"].Code<Tier>("tier");
        MustRefuse[] refusals = node["refuse"].Items().Select(Refusal).ToArray();
        Dictionary<string, PortionLimit?> riskFacts = RiskFacts(node["riskFacts"]);
        FrozenDictionary<Tier, FrozenDictionary<string, FieldGrant>> fields = fieldSets.Read(
            node["fields"], purpose, ceiling, riskFacts, [.. refusals.SelectMany(r => r.Fields)]);
        FrozenDictionary<string, FieldGrant> portion = fields.TryGetValue(Tier.Portion, out FrozenDictionary<string, FieldGrant>? set)
            ? set
            : FrozenDictionary<string, FieldGrant>.Empty;
        var pathway = new Pathway(
            node["id"].Text(),
            node["title"].Text(),
            [.. node["rows"].Set(r => r.Known(RowShape().IsMatch, "system row")).Order(StringComparer.Ordinal)],
            node["group"].Known(GroupOfRow.Values.Contains, "group of systems"),
            purpose,
            node["senders"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            node["recipients"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            node["directions"].Set(d => d.Code<Direction>("direction")),
            ceiling,
            node["subject"].Code<PathwaySubject>("subject"),
            fields,
            riskFacts.Keys.ToFrozenSet(StringComparer.Ordinal),
            node["levels"].Rows(l => Level(l, portion), l => l.Id, "disclosure level", mayBeEmpty: true),
            Consent(node["consent"]),
            node["riskExempt"].IsNull ? null : Exemption(node["riskExempt"]),
            node["conditions"].Set(Condition, mayBeEmpty: true),
            node["holdClock"].IsNull ? profile.HoldClock : node["holdClock"].Duration(),
            node["clocks"].Rows(Clock, c => c.Id, "clock", mayBeEmpty: true),
            node["retention"].Known(profile.Retention.ContainsKey, "retention class"),
            node["overrides"].Set(o => o.Known(overrides.ContainsKey, "override set"), mayBeEmpty: true),
            refusals,
            node["sources"].Text());
        Check(node, pathway);
        return pathway;
    }

    /// <summary>Rules that concern several members together.</summary>
    private void Check(PolicyNode node, Pathway pathway)
    {
        if (pathway.Rows.Count > 0 && GroupOfRow.GetValueOrDefault(node["rows"].Items()[0].Text().Split('-')[0]) != pathway.Group)
            node["group"].Problem("does not belong to the first system row");
        // statistics are made over many cases; no pathway carries one of them.
        if (pathway.Ceiling == Tier.Stat || pathway.Purpose == PurposeCodes.Stat)
            node["ceiling"].Problem("no pathway of one case carries statistics");

        foreach (PolicyNode item in node["recipients"].Items())
        {
            if (!item.IsText || !actors.TryGetValue(item.Text(), out Actor? actor))
                continue;
            if (actor.HighestTier is null || actor.Is(ActorKind.NeverRecipient))
                item.Problem($"'{actor.Code}' is never a recipient");
            else if (pathway.Ceiling >= Tier.Portion && !actor.Purposes.Contains(pathway.Purpose))
                item.Problem($"'{actor.Code}' receives nothing for purpose '{pathway.Purpose}'");
        }

        // The purpose's column of the catalogue is what passes; a pathway that gives less says why.
        bool lists = !node["fields"]["PORTION"].IsNull && !node["fields"]["PORTION"].IsText;
        if (lists != !node["narrowed"].IsNull)
            node["fields"].Problem("names a reason exactly when PORTION is less than the purpose's preset");
        if (!node["narrowed"].IsNull)
        {
            PolicyNode reason = node["narrowed"].Object("because", "source");
            _ = reason["because"].Text();
            _ = reason["source"].Text();
        }

        if (pathway.Ceiling == Tier.Full && !pathway.Recipients.Any(code => actors.TryGetValue(code, out Actor? a) && a.FullEligible))
            node["ceiling"].Problem("no recipient is eligible for FULL");
    }

    private DisclosureLevel Level(PolicyNode node, FrozenDictionary<string, FieldGrant> portion)
    {
        node.Object("id", "meaning", "without");
        FrozenSet<string> without = patterns.Read(node["without"], mayBeEmpty: true);
        foreach (string path in without.Where(p => !portion.ContainsKey(p)).Order(StringComparer.Ordinal))
            node["without"].Problem($"leaves out '{path}', which the pathway does not hold at PORTION");
        return new DisclosureLevel(node["id"].Text(), node["meaning"].Text(), without);
    }

    private static ConsentCondition Consent(PolicyNode node)
    {
        node.Object("required", "because?", "source");
        bool required = node["required"].Flag();
        if (required != node["because"].IsNull)
            node.Problem("gives a reason exactly when consent is not required");
        string? because = node["because"].IsNull ? null : node["because"].Known(b => b == "duty", "reason");
        return new ConsentCondition(required, because, node["source"].Text());
    }

    private static PathwayCondition Condition(PolicyNode node)
    {
        PathwayCondition condition = node.Code<PathwayCondition>("pathway condition");
        if (!RuleReads.Conditions.Contains(condition))
            node.Problem("no rule reads this condition");
        return condition;
    }

    private static RiskExemption Exemption(PolicyNode node)
    {
        node.Object("because", "source");
        return new RiskExemption(node["because"].Text(), node["source"].Text());
    }

    private static PathwayClock Clock(PolicyNode node)
    {
        node.Object("id", "adult?", "child?", "source");
        if (node["adult"].IsNull && node["child"].IsNull)
            node.Problem("runs for nobody");
        return new PathwayClock(
            node["id"].Text(),
            node["adult"].IsNull ? null : node["adult"].Duration(),
            node["child"].IsNull ? null : node["child"].Duration(),
            node["source"].Text());
    }

    private Dictionary<string, PortionLimit?> RiskFacts(PolicyNode node)
    {
        var facts = new Dictionary<string, PortionLimit?>(StringComparer.Ordinal);
        foreach (PolicyNode item in node.Items(mayBeEmpty: true))
        {
            item.Object("path", "limit?");
            if (!facts.TryAdd(patterns.One(item["path"]), item["limit"].IsNull ? null : item["limit"].Code<PortionLimit>("limit")))
                item.Problem("duplicate entry");
        }

        return facts;
    }

    private MustRefuse Refusal(PolicyNode node)
    {
        node.Object("what", "kind", "fields", "source");
        return new MustRefuse(
            node["what"].Text(),
            node["kind"].Known(ReasonKinds.All.Contains, "reason kind"),
            patterns.Read(node["fields"], mayBeEmpty: true),
            node["source"].Text());
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex("^(CORE|IDENT|REF|CHILD|CRIM|RETURN|GOV)-[0-9]{2}$")]
    private static partial Regex RowShape();
}
