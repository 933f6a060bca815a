namespace DataSharing.Domain.Policy.Loading;

/// <summary>Reads <c>profile.json</c> and holds it to the floors and caps no country may cross.</summary>
internal static class ProfileFile
{
    private const int TreatyReflectionFloor = 30;
    private const int CaseloadCap = 20;
    private const int DeskCap = 20;

    internal static NationalProfile Read(
        PolicyNode root, FrozenDictionary<string, Actor> actors, FrozenDictionary<string, OverrideSet> overrides)
    {
        root.Object(
            "$schema", "country", "name", "edition", "settings", "competentAuthorities", "overrideGrounds", "reportingDuties",
            "retention", "foreignSafeguards");
        var s = new Settings(root["settings"]);
        int majority = s.Number("ageOfMajority", 18, 21);
        int floor = s.Number("reflectionFloorDays", TreatyReflectionFloor, 3650);
        FrozenSet<string> Actors(PolicyNode node) => node.Set(a => a.Known(actors.ContainsKey, "actor code"));
        var profile = new NationalProfile
        {
            Country = root["country"].Text(),
            Name = root["name"].Text(),
            Edition = root["edition"].Text(),
            AgeOfMajority = majority,
            ChildConsentAge = s.Number("childConsentAge", 12, majority),
            ReflectionFloorDays = floor,
            ReflectionDays = s.Number("reflectionDays", floor, 3650),
            GuardianCaseloadCap = s.Number("guardianCaseloadCap", 1, CaseloadCap),
            DeskMemberCap = s.Number("deskMemberCap", 1, DeskCap),
            ConsentReviewInterval = s.Duration("consentReviewInterval"),
            AgreementReviewInterval = s.Duration("agreementReviewInterval"),
            RiskAssessmentValidity = s.Duration("riskAssessmentValidity"),
            HoldClock = s.Duration("holdClock"),
            OverrideConfirmation = s.Duration("overrideConfirmation"),
            DeletionAttestation = s.Duration("deletionAttestation"),
            ClockSkew = s.Duration("clockSkew", TimeSpan.FromHours(1)),
            ReleaseLifetime = s.Duration("releaseLifetime", TimeSpan.FromDays(30)),
            ChildDissentHolds = s.Flag("childDissentHolds"),
            WithoutGuardian = s.Value("withoutGuardian").Set(p => p.Text()),
            WithoutCapacity = s.Value("withoutCapacity").Set(p => p.Text()),
            ChildProtection = root["competentAuthorities"].Table(
                node =>
                {
                    node.Object("function", "actors", "source");
                    // One function is read by a rule; another would stand there for nobody.
                    return (Function: node["function"]
                        .Known(f => f == "childProtection", "function"), Actors: Actors(node["actors"]), Source: node["source"].Text());
                },
                a => a.Function,
                "function").GetValueOrDefault("childProtection").Actors ?? FrozenSet<string>.Empty,
            OverrideGrounds = root["overrideGrounds"].Set(g =>
            {
                g.Object("ground", "source");
                _ = g["source"].Text();
                return g["ground"].Code<OverrideGround>("override ground");
            }),
            ReportingDuties = root["reportingDuties"].Table(node => Duty(node, actors, overrides), d => d.Id, "reporting duty"),
            Retention = root["retention"].Table(Retention, r => r.Class, "retention class"),
            ForeignSafeguards = root["foreignSafeguards"].Table(Safeguard, f => f.Country, "country"),
            Sources = s.Sources(),
        };
        s.Close();
        return profile;
    }

    /// <summary>Pathway ids in the profile, checked once the pathways are known.</summary>
    internal static void Check(PolicyNode root, FrozenDictionary<string, Pathway> pathways)
    {
        foreach (string setting in new[] { "withoutGuardian", "withoutCapacity" })
            foreach (PolicyNode? item in root["settings"][setting]["value"].Items(mayBeEmpty: true).Where(i => i.IsText))
                item.Known(pathways.ContainsKey, "pathway");
    }

    private static ReportingDuty Duty(
        PolicyNode node, FrozenDictionary<string, Actor> actors, FrozenDictionary<string, OverrideSet> overrides)
    {
        node.Object("id", "what", "reporters", "to", "overrideSet", "source");
        return new ReportingDuty(
            node["id"].Text(),
            node["what"].Text(),
            node["reporters"].Set(a => a.Known(actors.ContainsKey, "actor code")),
            node["to"].Known(actors.ContainsKey, "actor code"),
            node["overrideSet"].Known(overrides.ContainsKey, "override set"),
            node["source"].Text());
    }

    private static RetentionRule Retention(PolicyNode node)
    {
        node.Object("class", "keep", "from", "source");
        return new RetentionRule(
            node["class"].Text(),
            node["keep"].Duration(),
            node["from"].Known(f => f is "created" or "closed" or "ended", "event"),
            node["source"].Text());
    }

    private static ForeignSafeguard Safeguard(PolicyNode node)
    {
        node.Object("country", "basis", "source");
        return new ForeignSafeguard(
            node["country"].Text(), node["basis"].Known(b => b is "adequate" or "agreement", "basis"), node["source"].Text());
    }
}
