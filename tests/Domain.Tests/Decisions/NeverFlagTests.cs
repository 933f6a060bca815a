using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>What court material, places and single items pass on, and to whom: the legend of the catalogue, row by row.</summary>
public sealed class NeverFlagTests
{
    private static World Naming(World world, params string[] paths) => world.WithScope(s => s with { ExpresslyChosen = paths });

    private static World Approving(World world, params string[] paths) => world.Approving(paths);

    /// <summary>Pathway, sender, recipient and a row that passes there where her consent names it.</summary>
    public static TheoryData<string, string, string, string> CourtRows => new()
    {
        { "legal-advice", "ADV", "LAWY", "nrm.interviewRecord" },
        { "legal-advice", "ADV", "LAWY", "justice.statement" },
        { "legal-advice", "ADV", "LAWY", "justice.pseudonym" },
        { "legal-advice", "ADV", "LAWY", "exploitation.narrative" },
        { "evidence-to-police", "ADV", "POL-AT", "justice.statement" },
        { "evidence-to-police", "ADV", "POL-AT", "health.forensic" },
        { "medico-legal-report", "ADV", "DOC-F", "health.forensic" },
        { "stage2-identification", "ADV", "CA", "nrm.interviewRecord" },
        { "asylum-link", "LAWY", "ASYL", "exploitation.narrative" },
    };

    [Theory]
    [MemberData(nameof(CourtRows))]
    public void Decide_WhenHerConsentNamesTheCourtRow_ReleasesIt(string pathway, string from, string to, string path)
    {
        World world = Naming(Approving(World.For(pathway, from, to), path), path);

        world.Decide().Gives(path);
        world.Asking(path).Decide().Gives(path);
    }

    [Theory]
    [MemberData(nameof(CourtRows))]
    public void Decide_WhenOnlyASetAGroupOrFullCoversTheCourtRow_WithholdsIt(string pathway, string from, string to, string path)
    {
        World world = Approving(World.For(pathway, from, to), path);
        string group = World.Policy.Fields[path].Group;

        world.Asking(path).Decide().Withholds(path);
        Naming(world, group).Asking(path).Decide().Withholds(path);
        world.WithScope(s => s with { Included = [group] }).Asking(path).Decide().Withholds(path);
        world.WithScope(s => s with { Tier = Tier.Full, FullByExplicitChoice = true }).Asking(path).Decide().Withholds(path);
    }

    [Theory]
    [InlineData("nrm.interviewRecord")]
    [InlineData("justice.statement")]
    [InlineData("exploitation.narrative")]
    public void Decide_WhenTheTextIsNotApproved_WithholdsCourtProseEvenAtFull(string path)
    {
        World world = Naming(
            World.For("legal-advice", "ADV", "LAWY").WithScope(s => s with { Tier = Tier.Full, FullByExplicitChoice = true }), path);

        world.Asking(path).Decide().Withholds(path);
        Approving(world, path).Asking(path).Decide().Gives(path);
    }

    [Theory]
    [InlineData("legal-advice", "LAWY", "health.forensic")]
    [InlineData("shelter-referral", "SHELT", "nrm.interviewRecord")]
    [InlineData("evidence-to-police", "POL-AT", "nrm.interviewRecord")]
    [InlineData("legal-advice", "LAWY", "health.mental.therapyRecord")]
    [InlineData("evidence-to-police", "POL-AT", "justice.recording")]
    [InlineData("legal-advice", "LAWY", "justice.recordRemedy")]
    public void Decide_WhenTheRowDoesNotNameThePurpose_WithholdsTheCourtRow(string pathway, string to, string path) =>
        Naming(Approving(World.For(pathway, "ADV", to), path), path).Asking(path).Decide().Withholds(path);

    [Theory]
    [InlineData("missing-person", "POL-AT", "contact.residence")]
    [InlineData("missing-person", "POL-AT", "contact.otherResidences")]
    [InlineData("danger-response", "POL-AT", "contact.residence")]
    [InlineData("education-referral", "SOC", "education.current")]
    [InlineData("case-coordination", "ADV", "assessment.place")]
    public void Decide_WhenHerConsentNamesThePlace_ReleasesItForItsPurposesAlone(string pathway, string to, string path)
    {
        var world = World.For(pathway, "SOC", to);
        if (!World.Policy.Pathways[pathway].Recipients.Contains(to))
            world = World.For(pathway, "SOC", World.Policy.Pathways[pathway].Recipients.Order(StringComparer.Ordinal).First());

        world.Asking(path, "identity.caseHandle").Decide().Withholds(path);
        Naming(world, World.Policy.Fields[path].Group).Asking(path, "identity.caseHandle").Decide().Withholds(path);
        Naming(world, path).Asking(path).Decide().Gives(path);
        Naming(World.For("shelter-referral"), path).Asking(path, "identity.caseHandle").Decide().Withholds(path);
    }

    [Theory]
    [InlineData("health-referral", "DOC-P", "shelter.location")]
    [InlineData("child-protection-notification", "CHILDP", "shelter.coResidents")]
    [InlineData("legal-advice", "LAWY", "guardian.stateAgency")]
    [InlineData("health-referral", "DOC-P", "guardian.stateAgency")]
    public void Decide_WhenAPlacementIsProtected_KeepsItInTheCircleWhateverConsentNames(string pathway, string to, string path) =>
        Naming(World.For(pathway, "ADV", to), path).Asking(path, "identity.caseHandle").Decide().Withholds(path);

    [Fact]
    public void Decide_WhenACourtOrderNamesAShelter_KeepsItInTheCircle()
    {
        World world = World.For("evidence-to-police", "ADV", "POL-AT").WithoutConsent()
            .WithCase(
                c => c with
                {
                    CourtOrders = [new(
                    "order-1", "reg-recipient", ["shelter.location", "identity.givenName"], World.Now.AddDays(1), true)]
                })
            .Overriding(OverrideGround.CourtOrder, c => c with { OrderReference = "order-1" });

        world.Decide().Gives("identity.givenName").Withholds("shelter.location");
    }

    [Fact]
    public void Decide_WhenChildProtectionIsNotified_TellsWhereTheChildIs() =>
        World.For("child-protection-notification", "ADV", "CHILDP").AsChild().Decide().Gives("contact.residence")
            .Withholds("shelter.location", "guardian.stateAgency");

    [Fact]
    public void Decide_WhenTheRecipientIsAVolunteer_GivesTaskDataOnly()
    {
        foreach (Pathway? pathway in World.Policy.Pathways.Values.Where(p => p.Recipients.Contains("VOL")))
        {
            Decision released = World.For(pathway.Id, "ADV", "VOL").Decide();

            Assert.True(released.Releases);
            Assert.All(released.Fields.Where(f => f.Released), f => Assert.Contains(f.Path, World.Policy.TaskData.AsEnumerable()));
            released.Withholds(
                "identity.givenName", "identity.preferredName", "identity.gender", "contact.phone.number", "contact.email.address",
                "contact.safeChannel", "age.presumedChild");
        }

        Assert.All(
            World.Policy.TaskData, path => Assert.Equal([Mark.Administrative], World.Policy.Fields[path].Marks.Except([Mark.ThirdParty])));
    }

    [Fact]
    public void Decide_WhenOneItemIsSuppressed_LeavesOutThatItemAlone()
    {
        World world = World.For("legal-advice", "ADV", "LAWY").WithRecord(
            r => r with { Items = [new("justice.record", "arrest", []), new("justice.record", "vacated", [])] });
        World suppressed = world.WithCase(c => c with { Suppressed = [new("justice.record", false, "vacated")] });

        Assert.Null(Verdict(world).Without);
        Assert.Equal(["vacated"], Verdict(suppressed).Without!);
        // An item that the record does not hold, or that is all of it: nobody can tell what was meant.
        world.WithCase(c => c with { Suppressed = [new("justice.record", false, "expunged")] }).Asking("justice.record").Decide()
            .WithholdsAs(ReasonKinds.RecordSuppressed, "justice.record");
        world.WithCase(c => c with { Suppressed = [new("justice.record", false, "arrest"), new("justice.record", false, "vacated")] })
            .Asking("justice.record").Decide()
            .WithholdsAs(ReasonKinds.RecordSuppressed, "justice.record");
        world.WithCase(c => c with { Suppressed = [new("justice.record", false)] }).Asking("justice.record").Decide()
            .WithholdsAs(ReasonKinds.RecordSuppressed, "justice.record");
    }

    [Fact]
    public void Decide_WhenASealedItemIsOrdered_OpensThatItemForThatRecipient()
    {
        World world = World.For("legal-advice", "ADV", "LAWY")
            .WithRecord(r => r with { Items = [new("justice.record", "arrest", []), new("justice.record", "sealed", [])] })
            .WithCase(c => c with { Suppressed = [new("justice.record", true, "sealed")] });

        Assert.Equal(["sealed"], Verdict(world).Without!);
        Assert.Null(
            Verdict(
                world.WithCase(
                    c => c with
                    {
                        CourtOrders = [new(
                        "order-1", "reg-recipient", ["justice.record"], World.Now.AddDays(1), true)]
                    })).Without);
        Assert.Equal(
            ["sealed"],
            Verdict(
                world.WithCase(
                    c => c with { CourtOrders = [new("order-1", "reg-other", ["justice.record"], World.Now.AddDays(1), true)] })).Without!);
    }

    [Fact]
    public void Decide_WhenAnItemIsFlaggedAgainstPolice_LeavesItOutForPoliceAndNotForTheLawyer()
    {
        static World With(World world) =>
            world.WithRecord(
                r => r with { Items = [new("family.reprisalRisk", "a", []), new("family.reprisalRisk", "b", [NeverFlag.NeverLeaves])] });

        Assert.Equal(
            ["b"],
            With(World.For("evidence-to-police", "ADV", "POL-AT")).Decide().Fields.Single(f => f.Path == "family.reprisalRisk").Without!);
        World police = World.For("danger-response", "ADV", "POL-AT").WithRecord(
            r => r with { Items = [new("risk.threats", "a", []), new("risk.threats", "b", [NeverFlag.Police])] });
        Assert.Equal(["b"], police.Decide().Fields.Single(f => f.Path == "risk.threats").Without!);
    }

    /// <summary>A field that nothing but an item's own flag could withhold.</summary>
    private static readonly PolicyField Plain = World.Policy.Fields.Values.OrderBy(f => f.Path, StringComparer.Ordinal).First(
        f => f is { Never.Count: 0, FreeText: false, Full: FullAudience.Keep } && f.Group != "intelligence");

    /// <summary>
    /// For each flag a recipient before whom an item so flagged stays behind, and one before whom it passes; null: it goes to
    /// nobody.
    /// </summary>
    private static readonly Dictionary<NeverFlag, (Func<World, World> Behind, Func<World, World>? Passes)> ItemFlags = new()
    {
        [NeverFlag.PlacementCircleOnly] = (w => w, w => w.WithCase(c => c with
        {
            Participants = [new(
            "reg-recipient", null, "desk-1", PlacementCircle: true)]
        })),
        [NeverFlag.ImmigrationEnforcement] = (w => To(w, "IMM-E"), w => w),
        [NeverFlag.OriginState] = (w => (w with { Recipient = w.Recipient! with { BodyOfState = "XV" } }).WithoutConsent(), w => w),
        [NeverFlag.Police] = (w => To(w, "POL-AT"), w => w),
        [NeverFlag.Relatives] = (w => To(w, World.Policy.Actors.Values.First(a => a.Kinds.Contains(ActorKind.Relative)).Code), w => w),
        [NeverFlag.Employers] = (w => To(w, "EMPL"), w => w),
        [NeverFlag.DecisionInput] = (w => w with { Request = w.Request with { Use = StatedUse.Eligibility } }, w => w),
        [NeverFlag.CourtRoute] = (w => w, w => w.WithCase(
            c => c with { CourtOrders = [new("order-1", "reg-recipient", [Plain.Path], World.Now.AddDays(1), true)] })),
        [NeverFlag.Originator] = (w => w, w => Marked(w, "S1", "C1", "H3", "reg-recipient")),
        [NeverFlag.NeverLeaves] = (w => w, null),
    };

    public static TheoryData<NeverFlag> Flags => [.. Enum.GetValues<NeverFlag>()];

    [Theory]
    [MemberData(nameof(Flags))]
    public void LeftOut_WhenAnItemIsFlagged_KeepsThatItemBehindAsItWouldTheField(NeverFlag flag)
    {
        (Func<World, World>? behind, Func<World, World>? passes) = ItemFlags[flag];

        Assert.Equal(["flagged"], LeftOut(behind(new World()), flag)!);
        if (passes is not null)
            Assert.Null(LeftOut(passes(new World()), flag));
    }

    [Theory]
    [InlineData(null, "C1", "H3", "reg-recipient")]
    [InlineData("S1", null, "H3", "reg-recipient")]
    [InlineData("S1", "C1", null, "reg-recipient")]
    [InlineData("S1", "C1", "H4", "reg-other")]
    public void LeftOut_WhenTheOriginatorsMarkIsNotWholeOrDoesNotPermit_KeepsTheOriginatorsItemBehind(
        string? source, string? content, string? handling, string originator) =>
        Assert.Equal(["flagged"], LeftOut(Marked(new World(), source, content, handling, originator), NeverFlag.Originator)!);

    private static World To(World world, string actor) => world with { Recipient = world.Recipient! with { ActorCode = actor } };

    private static World Marked(World world, string? source, string? content, string? handling, string originator) =>
        world.WithCase(c => c with { Handling = [new(Plain.Path, source, content, handling, originator)] });

    private static IReadOnlyList<string>? LeftOut(World world, NeverFlag flag)
    {
        World holding = world.WithRecord(r => r with { Items = [new(Plain.Path, "flagged", [flag]), new(Plain.Path, "plain", [])] });
        var e = new Evaluation(World.Policy, holding.Request, holding.Facts(), World.Now) { Tier = Tier.Portion };
        return DataSharing.Domain.Decisions.Rules.Step10Items.LeftOut(e, new(Plain, null, false));
    }

    private static FieldVerdict Verdict(World world) =>
        world.Decide().Gives("justice.record").Fields.Single(f => f.Path == "justice.record");
}
