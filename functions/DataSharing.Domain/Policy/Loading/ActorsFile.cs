namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads <c>actors.json</c>. Field patterns are resolved later, when the catalogue is known.</summary>
internal static class ActorsFile
{
    internal static FrozenDictionary<string, Actor> Read(PolicyNode root, FrozenDictionary<string, Purpose> purposes)
    {
        root.Object("$schema", "actors");
        return root["actors"].Table(node => One(node, purposes), a => a.Code, "actor code");
    }

    /// <summary>Replaces <c>group.*</c> patterns by the paths they stand for.</summary>
    internal static FrozenDictionary<string, Actor> Resolve(PolicyNode root, FrozenDictionary<string, Actor> actors, FieldPatterns patterns)
    {
        var resolved = new Dictionary<string, Actor>(actors, StringComparer.Ordinal);
        foreach (PolicyNode node in root["actors"].Items())
            if (node["code"].IsText && actors.TryGetValue(node["code"].Text(), out Actor? actor))
                resolved[actor.Code] = actor with { NeverReceives = patterns.Read(node["neverReceives"], mayBeEmpty: true) };
        return resolved.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Actor One(PolicyNode node, FrozenDictionary<string, Purpose> purposes)
    {
        node.Object(
            "code", "name", "group", "roles", "highestTier", "qualifier", "otherwiseTier", "fullEligible", "purposes",
            "kinds", "neverReceives", "neverText", "vetting", "sources");
        Tier? highest = TierOrNone(node["highestTier"]);
        Tier? otherwise = TierOrNone(node["otherwiseTier"]);
        TierQualifier qualifier = node["qualifier"].Code<TierQualifier>("tier qualifier");
        bool eligible = node["fullEligible"].Flag();
        if (eligible != (highest == Tier.Full))
            node["fullEligible"].Problem("must agree with the highest tier FULL");
        if (otherwise > highest || (highest is null && otherwise is not null))
            node["otherwiseTier"].Problem("exceeds the highest tier");
        if (qualifier == TierQualifier.None && highest != otherwise)
            node["otherwiseTier"].Problem("differs from the highest tier although there is no qualifier");

        FrozenSet<string> named = node["purposes"].Set(
            p => p.Known(c => c == "ALL" || purposes.ContainsKey(c), "purpose"), mayBeEmpty: true);
        return new Actor(
            node["code"].Text(),
            node["name"].Text(),
            node["group"].Text(),
            node["roles"].Text(),
            highest,
            qualifier,
            otherwise,
            eligible,
            named.Contains("ALL") ? purposes.Keys.ToFrozenSet(StringComparer.Ordinal) : named,
            node["kinds"].Set(k => k.Code<ActorKind>("actor kind"), mayBeEmpty: true),
            FrozenSet<string>.Empty,
            node["neverText"].Text(),
            node["vetting"].Text(),
            node["sources"].Text());
    }

    private static Tier? TierOrNone(PolicyNode node) =>
        node.IsText && node.Text() == "NONE" ? null : node.Code<Tier>("tier");
}
