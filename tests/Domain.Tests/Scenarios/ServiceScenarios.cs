using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of section 3. Source: scenarios-open.md.</summary>
public sealed class ServiceScenarios
{
    [Fact]
    public void SC037_PoliceReferToAShelter_ReleasesWhatPlacementNeeds() =>
        World.For("police-referral-to-shelter", "POL-AT", "SHELT").Decide().Is(DecisionKind.Release)
            .Gives(
                "identity.preferredName", "contact.safeChannel", "language.preferred", "access.arrangements", "dependants.present",
                "accommodation.placementNeeds", "risk.threats")
            .Withholds("justice.witness.matter", "immigration.status", "exploitation.narrative", "intelligence.report");

    [Fact]
    public void SC038_PoliceAskWhatSheToldTheShelter_RefusesTheRecipient()
    {
        Consent shelter = new World().AllConsents()[0] with { Purpose = "HOUSE" };
        Consent consent = shelter with { Scopes = [shelter.Scopes[0] with { Recipients = [new("reg-shelter")] }] };

        (World.For("evidence-to-police", "SHELT", "POL-AT").Asked() with { Consents = [consent] })
            .Asking("viewpoint.statement").Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public void SC040_Midwife_GetsWhatSheChose()
    {
        var world = World.For("maternity-referral", "ADV", "DOC-M");

        world.WithScope(s => s with { DisclosureLevel = "history" }).Decide().Is(DecisionKind.Release)
            .Gives("health.reproductive.pregnancy", "health.sexual.violence").Withholds("health.vulnerabilityMarker");
        world.WithScope(s => s with { DisclosureLevel = "vulnerability" }).Decide().Is(DecisionKind.Release)
            .Gives("health.reproductive.pregnancy", "health.vulnerabilityMarker").Withholds("health.sexual.violence", "risk.currentAbuse");
        world.WithoutConsent().Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentNone);
    }

    [Fact]
    public void SC041_SummaryLetterToOneClinic_GoesExactlyAsApprovedAndNowhereElse()
    {
        World letter = World.For("maternity-referral", "ADV", "DOC-M").WithScope(s => s with { ApprovedContentOnly = true });
        World approved = letter.WithCase(
            c => c with
            {
                Approvals = [new(
                "approval-1", "reg-recipient", "maternity-referral", Tier.Portion, ["identity.preferredName"], HasLetter: true)]
            });

        Assert.Equal("approval-1", approved.Decide().Is(DecisionKind.Release).ApprovalId);
        letter.Decide().Is(DecisionKind.Hold, ReasonKinds.ConsentContentChanged);
        (approved with { Request = approved.Request with { ApprovalId = "approval-of-before" } }).Decide()
            .Is(DecisionKind.Hold, ReasonKinds.ConsentContentChanged);
        approved.WithCase(c => c with { Approvals = [c.Approvals[0] with { RecipientId = "reg-clinic-q" }] }).Decide()
            .Is(DecisionKind.Hold, ReasonKinds.ConsentContentChanged);
        letter.WithScope(s => s with { Recipients = [new("reg-clinic-q")] }).Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public void SC043_Psychiatry_RoutineNeedsConsentAndUrgentOverrides()
    {
        World.For("mental-health-referral", "ADV", "DOC-PSY").WithoutConsent().Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentNone);
        foreach (string to in (string[])["EMERG", "DOC-P"])
            World.For("health-emergency", "ADV", to).WithoutConsent().Overriding(OverrideGround.SelfHarmOrIncapacity).Decide()
                .Is(DecisionKind.Override)
                .Gives(
                    "identity.preferredName", "contact.safeChannel", "risk.suicideSelfHarm",
                    "language.preferred").Withholds("exploitation.forms");
    }

    [Fact]
    public void SC044_HousingFormAsksEveryPastAddress_IsNotNeeded() =>
        World.For("shelter-referral").Asked()
            .Asking("accommodation.placementNeeds", "accommodation.placementRisks", "accommodation.pastPlaces").Decide()
            .Is(DecisionKind.Partial).Gives("accommodation.placementNeeds")
                .WithholdsAs(ReasonKinds.FieldNotNeeded, "accommodation.pastPlaces");

    [Fact]
    public void SC046_BedInExchangeForTestimony_Refuses()
    {
        World world = World.For("shelter-referral").Asked();

        (world with { Request = world.Request with { Use = StatedUse.ConditionOfSupport } }).Asking("justice.cooperationChoice").Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.PurposeConditionality);
    }

    [Fact]
    public void SC047_UnpaidWages_UnionGetsTheClaimAlone() =>
        World.For("wage-claim", "ADV", "UNION").Asked()
            .Asking(
                "employment.wageClaim", "employment.previous", "employment.conditions", "contact.safeChannel", "exploitation.narrative",
                "health.physical.conditions", "immigration.status").Decide()
            .Is(DecisionKind.Partial)
            .Gives("employment.wageClaim", "employment.previous", "employment.conditions", "contact.safeChannel")
            .Withholds("exploitation.narrative", "health.physical.conditions", "immigration.status");
}
