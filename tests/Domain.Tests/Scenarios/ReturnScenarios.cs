using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of sections 6 and 7. Source: scenarios-open.md.</summary>
public sealed class ReturnScenarios
{
    private static World Abroad(string pathway, string from, string to, string country = "XA")
    {
        var world = World.For(pathway, from, to);
        return world with { Recipient = world.Recipient! with { Country = country }, Scope = world.Scope with { Countries = [country] } };
    }

    [Fact]
    public void SC073_WantsHelpNotPolice_ServiceGetsItAndPoliceDoNot()
    {
        World.For("consular-referral", "CONS", "NGO-S").Decide().Is(DecisionKind.Release);
        World service = World.For("consular-referral", "CONS", "NGO-S").WithScope(s => s with { Recipients = [new("reg-service")] });
        (World.For("evidence-to-police", "NGO-S", "POL-AT") with { Consents = service.AllConsents() }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public void SC077_ArrangedReturn_SendsTravelAndNeedsWithoutTheStory()
    {
        Abroad("voluntary-return", "ADV", "RECV").Decide().Is(DecisionKind.Release)
            .Gives("return.travel", "return.arrival", "return.needs").Withholds(
                "exploitation.forms", "health.physical.conditions", "nrm.status");
        World consulate = Abroad("consular-documents", "ADV", "CONS");
        (consulate with { Recipient = consulate.Recipient! with { Country = World.Policy.Profile.Country, BodyOfState = "XA" } })
            .Decide().Is(DecisionKind.Release).Gives("identity.givenName", "document.passport", "return.travel").Withholds("nrm.status");
    }

    [Theory]
    [InlineData(CheckState.Missing, DecisionKind.Hold, ReasonKinds.RiskMissing)]
    [InlineData(CheckState.Raised, DecisionKind.Refuse, ReasonKinds.RiskRaised)]
    public void SC079_ReturnPapersButNoRiskAssessment_DoNotMove(CheckState state, DecisionKind kind, string reason) =>
        Abroad("voluntary-return", "ADV", "RECV").WithCase(c => c with { Return = c.Return with { RiskAssessment = state } }).Decide()
            .Is(kind, reason);

    [Fact]
    public void SC080_TheEmbassyEmploysTheExploiter_IsNeutral() =>
        Abroad("consular-documents", "ADV", "CONS").Asked(participant: false).WithCase(c => c with { Conflicts = ["reg-recipient"] })
            .Decide()
            .Is(DecisionKind.Neutral, ReasonKinds.RecipientConflict).TellsAskerNothing();

    [Fact]
    public void SC082_FatherSignsForTheReturn_HoldsUntilCleared()
    {
        World world = Abroad("child-return", "GUARD-A", "RECV").AsChild();
        World signed = world.WithCase(
            c => c with { Guardians = c.Guardians with { Parental = ParentalGuardian.Unclear }, Return = new ReturnFacts() });

        signed.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildGuardianUnfit).Also(ReasonKinds.RiskMissing);
        world.Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void SC083_DestinationNgoToHomeShelter_OnlyWhenNamedWithSafeguards()
    {
        World world = Abroad("transnational-placement", "NGO-S", "RECV").AsChild();

        world.Decide().Is(DecisionKind.Release);
        world.WithScope(s => s with { Countries = [] }).Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
        world.WithScope(s => s with { Recipients = [new("another-shelter")] }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
        World unsafeState = Abroad("transnational-placement", "NGO-S", "RECV", "XZ").AsChild();
        (unsafeState with
        {
            Agreements = [Some.Agreement(
            "reg-holder", "reg-recipient", "transnational-placement") with { ForeignSafeguards = null }]
        })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.AgreementMissing);
    }

    [Fact]
    public void SC085_RoundTableWantsTrends_NoRequestOfOneCaseIsAStatistic()
    {
        Assert.DoesNotContain(
            World.Policy.Pathways.Values, p => p.Purpose == PurposeCodes.Stat || p.Ceiling == Tier.Stat || p.Fields.ContainsKey(Tier.Stat));
        foreach (string pathway in World.Policy.Pathways.Keys.Append("statistics"))
        {
            World asked = World.For(pathway, "NGO-S", "RAPP").Asked();
            foreach (World? world in new[] { asked, asked with { Consents =
                [] }, asked with { Request = asked.Request with { Tier = Tier.Stat } } })
                world.Decide().Withholds("statistic.identification", "identity.givenName", "identity.caseHandle").Is(DecisionKind.Refuse);
        }
    }

    [Fact]
    public void SC086_HubMembership_OpensNoCase()
    {
        World nurse = World.For("health-referral", "ADV", "DOC-S").Asked(participant: false);

        nurse.WithCase(c => c with { Participants = [new("reg-recipient", "somebody-else")] }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientNotParticipant).TellsAskerNothing();
        nurse.Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientNotParticipant).TellsAskerNothing();
    }

    [Fact]
    public void SC088_OnlyTheDesignatedContact_Receives()
    {
        World world = World.For("danger-response", "NGO-S", "POL-AT").Asked();
        World force = world with
        {
            Recipient = world.Recipient! with { DesignatedContactOnly = true },
            Request = world.Request with { Direction = Direction.Send },
        };

        force.Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientNotParticipant);
        force.WithCase(c => c with { Participants = [new("reg-recipient", "asker", Interlocutor: true)] }).Decide()
            .Is(DecisionKind.Release);
    }

    [Theory]
    [InlineData("RAPP")]
    [InlineData("HUB")]
    [InlineData("MON")]
    [InlineData("RES")]
    public void SC089_NamesInTheRegisterFeed_AreRefused(string register)
    {
        foreach (string pathway in World.Policy.Pathways.Keys.Append("statistics"))
            World.For(pathway, "SHELT", register).Asking("identity.givenName", "identity.familyName", "statistic.identification").Decide()
                .Is(DecisionKind.Refuse).Withholds("identity.givenName", "identity.familyName", "statistic.identification");
    }
}
