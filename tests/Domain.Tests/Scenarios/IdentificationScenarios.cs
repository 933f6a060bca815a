using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of section 2. Source: scenarios-open.md.</summary>
public sealed class IdentificationScenarios
{
    [Fact]
    public void SC025_StageOneAnswersWantedForAsylum_RefusesThePurpose()
    {
        World world = World.For("asylum-link", "CA", "ASYL").Asked();
        var identification = World.For("stage1-identification", "ADV", "CA");
        Consent consent =
            identification.AllConsents()[0] with { Scopes = [identification.Scope with { Recipients = [new("reg-holder")] }] };

        (world with { Consents = [consent] }).Asking("nrm.interviewRecord", "nrm.indicators").Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentPurpose);
        World ministry = world with
        {
            Consents = [consent],
            Sender = world.Sender with { AgencyId = "ministry" },
            Recipient = world.Recipient! with { AgencyId = "ministry" },
        };
        ministry.Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentPurpose);
    }

    [Fact]
    public void SC026_RemovalOnDay12_ConfirmsTheBarAlone()
    {
        Decision decision = World.For("shelter-referral", "ADV", "IMM-E").Asked(participant: false)
            .WithCase(
                c => c with
                {
                    Reflection = new ReflectionFacts
                    {
                        Start = World.Now.AddDays(-12),
                        End = World.Now.AddDays(18),
                        IdentificationPending = true,
                    }
                })
            .Asking("contact.residence", "return.travel").Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ClockRemovalBar).Also(ReasonKinds.FirewallImmigration);

        RequesterView view = decision.ForRequester();
        Assert.Equal(("removalBarred", ReasonKinds.ClockRemovalBar), (view.Marker, view.Reason));
        Assert.Empty(view.WithheldGroups);
    }

    [Fact]
    public void SC028_Day90AndNoDecision_BarAndScopesContinue()
    {
        var reflection = new ReflectionFacts { Start = World.Now.AddDays(-90), End = World.Now, IdentificationPending = true };

        Assert.True(reflection.RemovalBarredAt(World.Now));
        new World().WithCase(c => c with { Reflection = reflection }).Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void SC029_PermitDeskAsksForHerChoice_RefusesUnlessSheAppliedOnThatGround()
    {
        var world = World.For("residence-permit-cooperation", "LAWY", "IMM-P");

        world.WithScope(s => s with { PermitGround = "personal" }).Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentPurpose);
        // Intake takes no ground but the pathway's. Of two of before, the later speaks, as of any two about one sharing.
        foreach ((string id, DecisionKind kind) in new[] { ("a-", DecisionKind.Release), ("z-", DecisionKind.Refuse) })
            world.WithScope(s => s with { PermitGround = "coOperation" }).WithTwins(id, s => s with { PermitGround = "personal" }).Decide()
                .Is(kind);
        World.For("residence-permit-personal", "NGO-S", "IMM-P").Asking("justice.cooperationChoice").Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentPurpose);
        world.WithScope(s => s with { PermitGround = "coOperation" }).Asking("justice.cooperationChoice").Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void SC031_FoundInDetention_LawyerGetsTheMinimumAndTheCentreNothing()
    {
        World.For("detention-alert", "NGO-S", "LAWY").WithoutConsent().WithCase(c => c with { InCustody = true })
            .Overriding(OverrideGround.Detention).Decide().Is(DecisionKind.Override)
            .Gives("identity.givenName", "identity.familyName", "detention.current", "language.preferred", "risk.nextSteps");
        World centre = World.For("detention-alert", "NGO-S", "PRIS").Asked(participant: false);
        (centre with { Request = centre.Request with { Use = StatedUse.Detention } }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientRole).TellsAskerNothing();
    }

    [Fact]
    public void SC032_PermitOnPersonalSituation_WithholdsStatementAndProceedings() =>
        World.For("residence-permit-personal", "NGO-S", "IMM-P")
            .Asking(
                "identity.givenName", "identity.familyName", "language.preferred", "justice.statement", "justice.witness.matter",
                "justice.hearings").Decide()
            .Is(DecisionKind.Partial, ReasonKinds.ConsentPurpose)
            .Gives("identity.givenName", "language.preferred")
            .WithholdsAs(ReasonKinds.ConsentPurpose, "justice.statement", "justice.witness.matter", "justice.hearings");

    [Fact]
    public void SC035_MigrationOfficerMayRefer_ButGetsNoServiceData()
    {
        World.For("stage1-identification", "COORD", "CA").Decide().Is(DecisionKind.Release);
        World.For("stage1-identification", "ASYL", "CA").Decide().Is(DecisionKind.Release);
        World.For("shelter-referral", "ADV", "ASYL").Asked().Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientRole);
    }
}
