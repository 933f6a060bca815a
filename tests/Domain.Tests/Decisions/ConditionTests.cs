using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>
/// What pathways demand beside a whole consent, and the assessment that every sharing rests on. Source,
///
/// </summary>
public sealed class ConditionTests
{
    private static World On(string pathway)
    {
        Pathway known = World.Policy.Pathways[pathway];
        var world = World.For(
            pathway, known.Senders.Order(StringComparer.Ordinal).First(), known.Recipients.Order(StringComparer.Ordinal).First());
        return known.Subject == PathwaySubject.ChildOnly ? world.AsChild() : world;
    }

    public static TheoryData<string> AtHerRequest => [.. Demanding(PathwayCondition.VictimRequest)];

    public static TheoryData<string> Discussed => [.. Demanding(PathwayCondition.PriorDiscussion)];

    public static TheoryData<string> Assessed =>
        [.. World.Policy.Pathways.Values.Where(p => p.RiskExempt is null).Select(p => p.Id).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Demanding(PathwayCondition condition) =>
        World.Policy.Pathways.Values.Where(p => p.Conditions.Contains(condition)).Select(p => p.Id).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(AtHerRequest))]
    public void Decide_WhenThePathwayStartsAtHerRequestAndNoneIsOnRecord_Refuses(string pathway)
    {
        Decision decision = On(pathway).WithScope(s => s with { AtPersonsRequest = false }).Decide().Is(DecisionKind.Refuse);

        Assert.Contains(decision.Reasons, r => r.RuleId == "R-198" && r.Kind == ReasonKinds.ConsentNone);
        Assert.DoesNotContain(On(pathway).Decide().Reasons, r => r.RuleId == "R-198");
    }

    [Theory]
    [MemberData(nameof(Discussed))]
    public void Decide_WhenWhatTheyWillBeToldWasNotGoneThroughWithHer_Refuses(string pathway)
    {
        Decision decision = On(pathway).WithScope(s => s with { DiscussedAt = null }).Decide().Is(DecisionKind.Refuse);

        Assert.Contains(decision.Reasons, r => r.RuleId == "R-020" && r.Kind == ReasonKinds.ConsentInvalidForm);
        Assert.DoesNotContain(
            On(pathway).WithScope(s => s with { DiscussedAt = World.Now.AddDays(-20) }).Decide().Reasons, r => r.RuleId == "R-020");
    }

    [Fact]
    public void CheckIntake_WhenTheRecordedFactsOfAScopeAreMissing_NamesThem()
    {
        IEnumerable<string> Check(World world) => ConsentRules.CheckIntake(
            world.AllConsents()[0], world.Case!, World.Policy, World.Now).Select(f => f.Path);

        Assert.Equal(["scopes[0].discussedAt"], Check(new World().WithScope(s => s with { DiscussedAt = null })));
        Assert.Equal(["scopes[0].discussedAt"], Check(new World().WithScope(s => s with { DiscussedAt = World.Now })));
        Assert.Equal(
            ["scopes[0].atPersonsRequest"],
            Check(World.For("work-placement", "ADV", "EMPL").WithScope(s => s with { AtPersonsRequest = false })));
        Assert.Equal(["scopes[0].tier"], Check(new World().WithScope(s => s with { Tier = Tier.Stat })));
    }

    [Theory]
    [MemberData(nameof(Assessed))]
    public void Decide_WhenRiskIsNotAssessedOrTooOldOrUnderRevision_ReleasesOnNoPathway(string pathway)
    {
        World world = On(pathway);
        World[] lacking =
        [
            world.WithCase(c => c with { Risk = null }),
            world.WithCase(c => c with { Risk = c.Risk! with { At = World.Now - World.Policy.Profile.RiskAssessmentValidity } }),
            world.WithCase(c => c with { Risk = c.Risk! with { At = World.Now.AddDays(-400) } }),
            world.WithCase(c => c with { Risk = c.Risk! with { UnderRevision = true } }),
        ];
        Assert.All(lacking, w =>
        {
            Decision decision = w.Decide();
            Assert.False(decision.Releases);
            Assert.Contains(decision.Reasons, r => r is { Kind: ReasonKinds.RiskMissing, WaitsFor: HoldFacts.RiskAssessment });
        });
    }

    [Fact]
    public void Policy_WhenAPathwayIsExemptFromTheAssessment_SaysWhy()
    {
        Assert.Equal(
            ["child-protection-notification", "danger-response", "detention-alert", "health-emergency", "missing-person"],
            World.Policy.Pathways.Values.Where(p => p.RiskExempt is not null).Select(p => p.Id).Order(StringComparer.Ordinal));
        On("danger-response").WithCase(c => c with { Risk = null }).Decide().Is(DecisionKind.Release);
        // Exempt from waiting, not from what an assessment says.
        On("danger-response").WithCase(c => c with { Risk = c.Risk! with { RaisedGenerally = true } }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RiskRaised);
    }

    [Fact]
    public void Decide_WhenNothingOnRecordPasses_SendsNoEmptyPackage()
    {
        // What passes is needed; it is not there.
        new World().Answering().Decide().Is(DecisionKind.Refuse, ReasonKinds.RecordMissing);
        (new World() with { Record = null }).Decide().Is(DecisionKind.Refuse, ReasonKinds.RecordMissing);
        new World().Answering("exploitation.narrative").Decide().Is(DecisionKind.Refuse, ReasonKinds.RecordMissing);
        // What the purpose does not need is refused as that, recorded or not.
        (new World() with { Record = null }).Asking("finance.debts").Decide().Is(DecisionKind.Refuse, ReasonKinds.FieldNotNeeded);
        new World().Answering("identity.preferredName").Decide().Is(DecisionKind.Release);
        new World().Answering().Asking("identity.caseHandle").Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void Decide_WhenAnOverrideWouldSendNothing_WaitsAndNamesWhatIsMissing()
    {
        Decision held = World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger)
            .Answering("exploitation.narrative").Decide().Is(DecisionKind.Hold, ReasonKinds.RecordMissing);

        Assert.Equal(HoldFacts.RecordMissing, held.Reason!.WaitsFor);
        Assert.Contains("identity.preferredName", held.Reason.Missing!);
        Assert.Contains("contact.residence", held.Reason.Missing!);
        Assert.Contains("risk.threats", held.Reason.Missing!);
    }

    [Fact]
    public void WithoutContent_WhenValuesTurnOutToHoldNothing_RefusesOrForAnOverrideHolds()
    {
        new World().Decide().WithoutContent().Is(DecisionKind.Refuse, ReasonKinds.RecordMissing);
        Decision held = World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger).Decide()
            .WithoutContent().Is(DecisionKind.Hold);
        Assert.Contains("identity.preferredName", held.Reason!.Missing!);
    }

    [Fact]
    public void Decide_WhenACourtContinuesGuardianship_KeepsTheChildsPathwaysOpen()
    {
        World grown = World.For("child-placement", "CHILDP", "SHELT").AsChild()
            .WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Child, MajorityAt = World.Now } });

        grown.Decide().Is(DecisionKind.Refuse);
        grown.WithCase(c => c with { Age = c.Age with { GuardianshipContinues = true } }).Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void Decide_WhenASafetyDeskIsThere_SendsADutyToItAndARoutineMatterToTheOther()
    {
        World world = World.For("child-protection-notification", "NGO-S", "CHILDP").AsChild().WithoutConsent();
        World desks = world with
        {
            Recipient = world.Recipient! with
            {
                Desks = [
            new("desk-1", "intake", "x", World.Now.AddDays(1)),
            new("desk-2", "safeguarding", "y", World.Now.AddDays(1), Safeguarding: true),
        ]
            }
        };
        World lapsed = desks with
        {
            Recipient = desks.Recipient! with
            {
                Desks = [
            desks.Recipient.Desks[0] with { CheckedUntil = World.Now },
            desks.Recipient.Desks[1],
        ]
            }
        };

        desks.Decide().Is(DecisionKind.Release);
        lapsed.Decide().Is(DecisionKind.Release);
    }
}
