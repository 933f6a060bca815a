using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of section 5. Source: scenarios-open.md.</summary>
public sealed class JusticeScenarios
{
    [Fact]
    public void SC064_IntelligenceYesCooperationNo_GoesAtCaseWithoutSuspects()
    {
        World world = World.For("police-intelligence", "NGO-S", "POL-INT").WithCase(c =>
            c with { Cooperation = CooperationChoice.AnonymousIntelligence });

        Decision decision = world.Decide().Is(DecisionKind.Release)
            .Gives("exploitation.forms", "exploitation.control", "exploitation.sites", "exploitation.countriesAndRoutes")
            .Withholds("exploitation.narrative", "exploitation.traffickers", "contact.safeChannel", "shelter.region", "identity.givenName");
        Assert.Equal(Tier.Case, decision.Tier);
        Assert.Equal(Generaliser.District, decision.Fields.Single(f => f.Path == "exploitation.sites").Generaliser);
        world.Asking("exploitation.forms", "exploitation.traffickers").Decide().Is(DecisionKind.Partial)
            .Withholds("exploitation.traffickers");
        world.WithCase(c => c with
        {
            ItemAgreements = [new("exploitation.traffickers", "reg-recipient", "sha256:item")],
            Handling = [new("exploitation.traffickers", "S2", "C2", "H3", "reg-holder")],
        }).Asking("exploitation.forms", "exploitation.traffickers").Decide().Gives("exploitation.traffickers");
    }

    [Theory]
    [InlineData("H4")]
    [InlineData("H5")]
    public void SC065_OriginatingAgencyOnly_RefusesWhateverTheConsentSays(string code) =>
        World.For("graded-intelligence", "POL-AT", "NGO-S").Asked()
            .WithCase(c => c with { Handling = [new("intelligence.modusOperandi", "S1", "C1", code, "reg-holder")] })
            .Asking("intelligence.modusOperandi").Decide().Is(DecisionKind.Refuse, ReasonKinds.OriginatorCode);

    [Fact]
    public void SC067_RecordingOfAChildsInterview_OpensForListedViewersOnly()
    {
        static World Ask(string actor) => World.For("interview-recording", "POL-AT", actor).AsChild()
            .WithCase(c => c with { ChildInterviewRecorded = true }).Asked().Asking("justice.recording");

        World listed = Ask("SOC");
        listed.WithCase(c => c with { Participants = [new("reg-recipient", "asker", ListedViewer: true)] }).Decide()
            .Is(DecisionKind.Release).Gives("justice.recording");
        foreach (string other in (string[])["DEFN", "ADVERS", "REL", "SOC"])
            Ask(other).Decide().Is(DecisionKind.Refuse, ReasonKinds.CourtOrderRequired);
    }

    [Fact]
    public void SC068_JointTeamWithAnotherState_GetsGradedItemsWithoutTheVictim()
    {
        var world = World.For("cross-border-police-request", "POL-INT", "FPOL");
        World foreign = world with { Recipient = world.Recipient! with { Country = "XA", BodyOfState = "XA" } };

        foreign.WithScope(s => s with { Countries = ["XA"] })
            .WithCase(
                c => c with
                {
                    Handling = [
                    new("intelligence.modusOperandi", "S1", "C1", "H3", "reg-holder"),
                    new("intelligence.report", "S1", "C1", "H4", "reg-holder"),
                ]
                })
            .Asked().Asking("intelligence.modusOperandi", "intelligence.report", "identity.givenName", "identity.familyName").Decide()
            .Is(DecisionKind.Partial).Gives("intelligence.modusOperandi").Withholds("identity.givenName", "identity.familyName")
            .WithholdsAs(ReasonKinds.OriginatorCode, "intelligence.report");
    }

    [Fact]
    public void SC070_SecondAgencyWantsToHearTheChildAgain_OffersReuseFirst()
    {
        World world = World.For("health-referral", "ADV", "DOC-P").AsChild().WithCase(c => c with { ChildInterviewRecorded = true })
            .Asked();

        Decision decision = (world with { Request = world.Request with { Use = StatedUse.NewInterview } }).Decide().Is(DecisionKind.Hold);
        Assert.Equal(HoldFacts.ReuseOffered, decision.Reason!.WaitsFor);
    }

    [Fact]
    public void SC071_PermitThroughTheProsecutor_ConfirmsCooperationAlone() =>
        World.For("residence-permit-cooperation", "PROS", "IMM-P").WithScope(s => s with { PermitGround = "coOperation" })
            .Asking("justice.cooperationChoice", "identity.givenName", "shelter.region", "health.physical.conditions").Decide()
            .Is(DecisionKind.Partial, ReasonKinds.ConsentScope)
            .Gives("justice.cooperationChoice", "identity.givenName")
            .WithholdsAs(ReasonKinds.ConsentScope, "shelter.region", "health.physical.conditions");
}
