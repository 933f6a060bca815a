using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>
/// Each ground needs its fact on record, and lets through what the body needs and the record answers. Source,
///
/// </summary>
public sealed class OverrideGroundTests
{
    private static World On(
        string pathway, OverrideGround ground, string from, string to, Func<OverrideClaim, OverrideClaim>? change = null) =>
        World.For(pathway, from, to).WithoutConsent().Overriding(ground, change);

    [Fact]
    public void Decide_WhenAnyOverrideIsClaimedForAnAdultWithoutItsFact_GivesNobodyAnything()
    {
        foreach (OverrideGround ground in new[]
            {
                OverrideGround.ChildRecruiting, OverrideGround.Detention, OverrideGround.MandatedReport, OverrideGround.CourtOrder,
            })
            foreach (Pathway? pathway in World.Policy.Pathways.Values.Where(p =>
                p.Overrides.Any(id => World.Policy.Overrides[id].Ground == ground)))
                foreach (string from in pathway.Senders)
                    foreach (string to in World.Policy.Actors.Keys)
                    {
                        if (ground == OverrideGround.MandatedReport && from is "SOC" or "CHILDP" or "LABI" or "IMM-P" && to == "PROS")
                            continue;
                        Decision decision = On(pathway.Id, ground, from, to, c => c with { OrderReference = "order-1" })
                            .Asking("identity.givenName", "exploitation.forms").Decide();
                        Assert.False(decision.Releases, $"{ground} from {from} to {to} on {pathway.Id}");
                    }
    }

    [Theory]
    [InlineData("SOC", "PROS", true)]
    [InlineData("LABI", "PROS", true)]
    [InlineData("SHELT", "CHILDP", false)]
    [InlineData("NGO-S", "POL-AT", false)]
    [InlineData("NGO-S", "PROS", false)]
    [InlineData("SOC", "POL-AT", false)]
    public void Decide_WhenAReportIsClaimed_CountsOnlyTheDutyWithThatSetSenderAndRecipient(string from, string to, bool passes) =>
        Assert.Equal(passes, On("danger-response", OverrideGround.MandatedReport, from, to).Asking("exploitation.forms").Decide().Releases);

    [Theory]
    [InlineData(AgeStatus.Child, true)]
    [InlineData(AgeStatus.Disputed, true)]
    [InlineData(AgeStatus.Adult, false)]
    public void Decide_WhenAChildIsSaidToRecruit_NeedsAChildOrADoubt(AgeStatus age, bool passes) =>
        Assert.Equal(
            passes,
            On("danger-response", OverrideGround.ChildRecruiting, "NGO-S", "POL-AT")
                .WithCase(c => c with { Age = new AgeFacts { Status = age } }).Decide().Releases);

    [Fact]
    public void Decide_WhenDetentionIsClaimed_NeedsACustodyFact()
    {
        World world = On("detention-alert", OverrideGround.Detention, "NGO-S", "LAWY");

        Assert.Equal(["inCustody"], world.Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing).Reason!.Missing);
        world.WithCase(c => c with { InCustody = true }).Decide().Is(DecisionKind.Override);
    }

    [Fact]
    public void Decide_WhenAClaimLacksMembers_NamesThem()
    {
        IReadOnlyList<string>? Lacking(Func<OverrideClaim, OverrideClaim> change) =>
            On("danger-response", OverrideGround.Danger, "SHELT", "POL-AT", change).Decide().Is(DecisionKind.Refuse).Reason!.Missing;

        Assert.Equal(
            ["override.policyReference", "override.consentNotSought"],
            Lacking(c => c with { PolicyReference = null, ConsentNotSought = ConsentNotSought.NotStated }));
        Assert.Equal(
            ["override.weighingReference"], Lacking(c => c with { ConsentNotSought = ConsentNotSought.Refused, WeighingReference = null }));
        Assert.Equal(["override.priorNoticeReference"], Lacking(c => c with { PriorNoticeReference = null, Urgent = false }));
        Assert.Equal(
            ["override.ground"],
            On("shelter-referral", OverrideGround.Danger, "NGO-S", "SHELT").Decide()
                .Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing).Reason!.Missing);
    }

    [Fact]
    public void Decide_WhenAnAdultsChildIsInDanger_GivesTheChildsPartAndTheAdultsOnlyWhereWeighed()
    {
        World world = On("child-safety-concern", OverrideGround.ChildSafety, "NGO-S", "CHILDP");

        world.Decide().Is(DecisionKind.Override).Gives("dependants.identity", "dependants.location", "risk.safeguardingFlag")
            .Withholds("identity.givenName", "identity.dateOfBirth", "contact.residence");
        world.Asking("dependants.identity", "contact.residence").Decide().Gives("dependants.identity").Withholds("contact.residence");
        On("child-safety-concern", OverrideGround.ChildSafety, "NGO-S", "CHILDP", c => c with { WeighingReference = "minute-2" })
            .Asking("dependants.identity", "contact.residence").Decide().Gives("dependants.identity", "contact.residence");
        world.Lacking("dependants.identity").Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
        world.WithCase(c => c with { Suppressed = [new("dependants.identity", false)] }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
        world.AsChild().Lacking("dependants.identity").Decide().Is(DecisionKind.Override).Gives("identity.givenName", "contact.residence");
    }

    [Theory]
    [InlineData("child-safety-concern", OverrideGround.ChildSafety, "CHILDP", "dependants.identity")]
    [InlineData("child-safety-concern", OverrideGround.ChildSafety, "CHILDP", "dependants.present")]
    [InlineData("child-safety-concern", OverrideGround.ChildSafety, "CHILDP", "dependants.separatedMissing")]
    [InlineData("missing-person", OverrideGround.Danger, "POL-AT", "risk.disappearance")]
    [InlineData("missing-person", OverrideGround.Danger, "HOTL", "child.missingEpisodes")]
    public void Decide_WhenTheGroundsFactStandsInProseOnly_Refuses(string pathway, OverrideGround ground, string to, string path)
    {
        foreach (bool alone in new[] { true, false })
        {
            World world = On(
                pathway, ground, "ADV", to,
                c => alone ? c with { Second = null } : c).WithRecord(r => r with { Answers = new SortedDictionary<string, string>() });

            Decision decision = world.Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
            Assert.Contains(path, decision.Reason!.Missing!);
            world.Saying(path, "no").Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
            world.Saying(path, "yes").Decide().Is(DecisionKind.Override);
            world.Saying(path, "yes").Lacking(path).Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
        }
    }

    [Fact]
    public void Decide_WhenADisappearanceIsOnlySuspected_PassesAndNamesWhatIsNotOnRecord()
    {
        World world = On("missing-person", OverrideGround.Danger, "ADV", "POL-AT").WithRecord(r =>
            r with { Answers = new SortedDictionary<string, string>() });

        world.Saying("risk.disappearance", "suspected").Decide().Is(DecisionKind.Override)
            .Gives("identity.givenName", "risk.disappearance", "risk.suicideSelfHarm");
        Assert.Equal(
            ["risk.disappearance"],
            world.Saying("child.missingEpisodes", "yes").Lacking("risk.disappearance").Decide().Is(DecisionKind.Override).Gaps);
    }

    [Fact]
    public void Sets_OfEveryGround_DemandItsFactOrNameTheRowOfTheClaim() => Assert.All(World.Policy.Overrides.Values, set => Assert.True(
        set.OnRecord.Count > 0 || set.Concerns.Count > 0
            || set.Ground is OverrideGround.ChildRecruiting or OverrideGround.Detention or OverrideGround.MandatedReport
                or OverrideGround.CourtOrder,
        set.Id));

    [Theory]
    [InlineData("order-2", "reg-recipient", 1)]
    [InlineData("order-1", "reg-other", 1)]
    [InlineData("order-1", "reg-recipient", 0)]
    public void Decide_WhenTheOrderIsAnotherOneForAnotherBodyOrOver_Refuses(string reference, string body, int days) =>
        On("evidence-to-police", OverrideGround.CourtOrder, "NGO-S", "PROS", c => c with { OrderReference = "order-1" })
            .WithCase(c => c with { CourtOrders = [new(reference, body, ["identity.givenName"], World.Now.AddDays(days), true)] })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.CourtOrderRequired);

    [Fact]
    public void Decide_WhenAnOrderNamesProse_OpensIt()
    {
        World world = On("danger-response", OverrideGround.CourtOrder, "NGO-S", "COURT", c => c with { OrderReference = "order-1" });
        World With(bool told) => world.WithCase(
            c => c with
            {
                CourtOrders = [new(
                "order-1", "reg-recipient", ["health.mental.therapyRecord", "exploitation.narrative"], World.Now.AddDays(1), told)]
            });

        With(true).Decide().Is(DecisionKind.Override).Gives("health.mental.therapyRecord", "exploitation.narrative")
            .Withholds("identity.givenName");
        With(false).Decide().WithholdsAs(ReasonKinds.CourtOrderRequired, "health.mental.therapyRecord");
    }

    [Fact]
    public void Decide_WhenTheFirstAlternativeIsNotUsable_TakesTheNextOne()
    {
        World world = On("health-emergency", OverrideGround.SelfHarmOrIncapacity, "ADV", "EMERG");

        world.Decide().Gives("identity.preferredName").Withholds("identity.appearance");
        world.Lacking("identity.preferredName").Decide().Is(DecisionKind.Override).Gives("identity.appearance");
        world.WithCase(c => c with { Suppressed = [new("identity.preferredName", false)] }).Decide().Gives("identity.appearance")
            .Withholds("identity.preferredName");
    }

    [Fact]
    public void Decide_WhenTheRowConcernedIsNotUsable_PassesTheRestAndNamesTheGap()
    {
        World world = On(
            "health-emergency", OverrideGround.SelfHarmOrIncapacity, "ADV", "EMERG", c => c with { Concern = "risk.acuteHealth" });

        world.Decide().Gives("risk.acuteHealth").Withholds("risk.suicideSelfHarm");
        Decision lacking = world.Lacking("risk.acuteHealth").Decide().Is(DecisionKind.Override)
            .Gives("identity.preferredName", "contact.residence").Withholds("risk.acuteHealth", "risk.suicideSelfHarm");
        Assert.Equal(["risk.acuteHealth"], lacking.Gaps);
    }

    [Fact]
    public void Decide_WhenOnlyOnePersonActed_OpensNoProse()
    {
        World world = On("danger-response", OverrideGround.Danger, "SHELT", "POL-AT", c => c with { Second = null })
            .Approving("exploitation.narrative");

        world.Asking("identity.preferredName", "exploitation.narrative").Decide().Is(DecisionKind.Override)
            .Withholds("exploitation.narrative");
        Assert.DoesNotContain(world.Decide().Fields, f => f.Released && World.Policy.Fields[f.Path].FreeText);
    }

    [Theory]
    [InlineData(OverrideGround.MandatedReport)]
    [InlineData(OverrideGround.Detention)]
    [InlineData(OverrideGround.CourtOrder)]
    public void Decide_WhenTheGroundIsNoneOfTheUrgentOnes_WaitsForTheSecondPersonAndFlagsAMissingNotice(OverrideGround ground)
    {
        (string? pathway, string? from, string? to) = ground switch
        {
            OverrideGround.Detention => ("detention-alert", "NGO-S", "LAWY"),
            OverrideGround.MandatedReport => ("danger-response", "SOC", "PROS"),
            _ => ("danger-response", "SOC", "PROS"),
        };
        World With(Func<OverrideClaim, OverrideClaim> change) => On(
            pathway, ground, from, to, c => change(c with { OrderReference = "order-1" }))
            .Asking("identity.preferredName", "identity.givenName", "exploitation.forms", "detention.current")
            .WithCase(
                c => c with
                {
                    InCustody = true,
                    CourtOrders = [new("order-1", "reg-recipient", ["identity.givenName"], World.Now.AddDays(1), true)],
                });

        With(c => c with { Second = null, Urgent = true }).Decide().Is(DecisionKind.Hold, ReasonKinds.OverrideGroundMissing);
        Assert.Contains(
            DecisionFlags.NoticeMissing, With(c => c with { PriorNoticeReference = null }).Decide().Is(DecisionKind.Override).Flags);
    }
}
