using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of section 4. Source: scenarios-open.md.</summary>
public sealed class ChildScenarios
{
    [Fact]
    public void SC049_OfficerReportsAChild_ReleasesWithoutConsentAndWithoutTheAccount() =>
        (World.For("child-protection-notification", "POL-F", "CHILDP").AsChild().WithoutConsent() with { Agreements = [] })
            .WithCase(c => c with { Guardians = new GuardianFacts(), VolunteeredByChild = ["child.caringOrLabour"] })
            .Decide().Is(DecisionKind.Release)
            .Gives("age.presumedChild", "identity.givenName", "language.preferred", "risk.safeguardingFlag", "contact.residence")
            .Withholds("exploitation.forms", "exploitation.narrative", "child.caringOrLabour");

    [Theory]
    [InlineData("POL-F", "CHILDP", true)]
    [InlineData("LAWY", "CHILDP", true)]
    [InlineData("POL-AT", "GUARD-S", true)]
    [InlineData("EMPL", "CHILDP", false)]
    [InlineData("COMM", "CHILDP", false)]
    [InlineData("SHELT", "GUARD-S", false)]
    public void Notification_WhenTheLawLaysNoDutyOnThisSenderTowardsThisBody_NeedsConsent(string from, string to, bool duty)
    {
        World world = World.For("child-protection-notification", from, to).AsChild();
        Decision without = world.WithoutConsent().Decide();

        Assert.Equal(duty, without.Releases);
        if (!duty)
            without.Is(DecisionKind.Refuse, ReasonKinds.ConsentNone);
        Decision decision = world.Decide();
        Assert.True(decision.Releases, decision.Reason?.ToString());
        Assert.Equal(duty ? null : "consent-1", decision.ConsentId);
    }

    [Fact]
    public void SC050_LooksSeventeen_HoldsWhileTheNotificationRuns()
    {
        World world = new World().WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Disputed } });

        Decision decision = world.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        Assert.Equal(HoldFacts.AgeAssessment, decision.Reason!.WaitsFor);
        World.For("child-protection-notification", "NGO-S", "CHILDP").WithoutConsent()
            .WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Disputed } }).Decide().Is(DecisionKind.Release);
    }

    [Theory]
    [InlineData(ParentalGuardian.None, GuardianAdvocate.None)]
    [InlineData(ParentalGuardian.Appointed, GuardianAdvocate.Appointed)]
    public void SC052_QuestioningWithoutAGuardian_Refuses(ParentalGuardian parental, GuardianAdvocate advocate) =>
        World.For("evidence-to-police", "NGO-S", "POL-AT").AsChild()
            .WithCase(c => c with { Guardians = new GuardianFacts { Parental = parental, Advocate = advocate } })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.ChildGuardianMissing);

    [Fact]
    public void SC053_MotherApprovesMotherIsImplicated_Refuses() =>
        World.For("education-referral", "ADV", "NGO-S").AsChild()
            .WithCase(c => c with { Guardians = c.Guardians with { Parental = ParentalGuardian.Implicated } })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.ChildGuardianUnfit);

    [Fact]
    public void SC055_AgeDisputeToTheEnd_ReleasesUnderChildRulesOnly()
    {
        var disputed = new AgeFacts { Status = AgeStatus.Disputed };

        World.For("child-placement", "CHILDP", "SHELT").AsChild().WithCase(c => c with { Age = disputed }).Decide()
            .Is(DecisionKind.Release);
        new World().WithCase(c => c with { Age = disputed }).Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        new World().Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void SC056_TracingAFamily_HoldsUntilTheCheckAndNeverPublishes()
    {
        World world = World.For("family-tracing", "ADV", "IGO").AsChild();

        world.WithCase(c => c with { FamilyCheck = CheckState.Open }).Decide().Is(DecisionKind.Hold, ReasonKinds.RiskMissing);
        world.Decide().Is(DecisionKind.Hold, ReasonKinds.RiskMissing);
        World cleared = world.WithCase(c => c with { ExceptionalReason = "reason-1" });
        cleared.Decide().Is(DecisionKind.Release).Gives("identity.givenName").Withholds("identity.imageOrBiometric");
        (cleared with { Request = cleared.Request with { Use = StatedUse.Publication } }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.PurposeProhibited);
    }

    [Fact]
    public void SC058_ConcernAboutAToddler_OverridesForTheChildAlone() =>
        World.For("child-safety-concern", "NGO-S", "CHILDP").WithoutConsent().Overriding(OverrideGround.ChildSafety).Decide()
            .Is(DecisionKind.Override)
            .Gives("dependants.identity", "dependants.location", "guardian.conflict")
            .Withholds("exploitation.forms", "nrm.status", "risk.traffickingHistory");

    [Fact]
    public void SC059_RunawayBoy_MissingReportPassesAndPoliceGetNoFile()
    {
        World.For("missing-person", "NGO-S", "POL-F").AsChild().WithoutConsent().Overriding(OverrideGround.Danger).Decide()
            .Is(DecisionKind.Override)
            .Gives(
                "identity.givenName", "identity.imageOrBiometric", "contact.residence",
                "risk.disappearance").Withholds("exploitation.narrative");
        World.For("guardian-advocate-file", "NGO-S", "POL-AT").AsChild().Asked().Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientRole);
    }

    [Fact]
    public void SC061_CaseloadLimitsDiffer_TheLowerOneHolds()
    {
        (Registration? service, Registration? strict) =
            (Some.Agency("reg-guard", "GUARD-S"), Some.Agency("reg-guard", "GUARD-S") with { GuardianCaseloadLimit = 16 });
        int cap = World.Policy.Profile.GuardianCaseloadCap;

        Assert.True(Caseload.MayAssign(15, cap, strict));
        Assert.False(Caseload.MayAssign(16, cap, strict));
        Assert.True(Caseload.MayAssign(19, cap, service));
        Assert.False(Caseload.MayAssign(20, cap, service));
        Assert.True(Caseload.MaySet(16, cap));
        Assert.False(Caseload.MaySet(25, cap));
    }

    [Fact]
    public void SC062_SecondTierLegalAdvice_GoesWithoutIdentity()
    {
        Decision decision = World.For("legal-advice", "GUARD-A", "LAWY").AsChild().WithScope(s => s with { Tier = Tier.Case }).Decide()
            .Is(DecisionKind.Release)
            .Withholds("identity.givenName", "identity.familyName", "contact.safeChannel");

        Assert.Equal(Tier.Case, decision.Tier);
    }
}
