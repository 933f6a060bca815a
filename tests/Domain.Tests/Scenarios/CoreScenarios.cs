using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Scenarios;

/// <summary>Scenarios of section 1 that a decision alone can tell. Source: scenarios-open.md.</summary>
public sealed class CoreScenarios
{
    [Fact]
    public void SC001_ImminentDangerWithoutConsent_OverridesWithTheMinimumSet()
    {
        World world = World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger);

        Decision decision = world.Decide().Is(DecisionKind.Override)
            .Gives("identity.preferredName", "language.preferred", "contact.safeChannel", "risk.acuteHealth")
            .Withholds("exploitation.narrative", "immigration.status", "health.mental.conditions", "identity.familyName");

        Assert.Equal(OverrideGround.Danger, decision.Ground);
        Assert.Contains(DecisionFlags.NotifySurvivorWhenSafe, decision.Flags);
        Assert.Contains(DecisionFlags.AlertReviewer, decision.Flags);
        // Where she is and how to reach her both pass, and of the risks the one that the claim names.
        world.Decide().Gives("contact.residence", "risk.threats").Withholds("risk.livesWithAbuser");
        world.Asking("identity.preferredName", "contact.residence", "contact.safeChannel", "risk.threats", "immigration.status").Decide()
            .Is(DecisionKind.Override).Gives("contact.residence", "contact.safeChannel", "risk.threats").Withholds("immigration.status");
    }

    [Fact]
    public void SC002_RightCaseNumberUnknownSender_IsNeutral()
    {
        World world = new World().Asked();
        Decision unknown = (world with { Recipient = null }).Decide().Is(DecisionKind.Neutral, ReasonKinds.RecipientUnverified)
            .TellsAskerNothing();
        Decision nowhere = (world with { Case = null }).Decide().TellsAskerNothing();

        Assert.Equivalent(unknown.ForRequester(), nowhere.ForRequester(), strict: true);
        Assert.Contains(DecisionFlags.AlertReviewer, unknown.Flags);
    }

    [Fact]
    public void SC004_ConsentIsValidButTheDangerHasMoved_Holds()
    {
        Decision decision = new World()
            .WithCase(c => c with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedPersons = ["reg-recipient/staff-9"] } })
            .Decide().Is(DecisionKind.Hold, ReasonKinds.RiskRaised);

        Assert.Equal(HoldFacts.RiskReview, decision.Reason!.WaitsFor);
        Assert.Equal("risk-2", decision.RiskAssessmentId);
    }

    [Fact]
    public void SC005_SignatureWithoutExplanation_RefusesNamingTheMissingElements()
    {
        Decision decision = new World()
            .WithEvidence(e => e with { ExplainedBy = null, Language = null, ConsequencesExplained = false, Interpreter = null })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentInvalidForm);

        Assert.Equal(["evidence.explainedBy", "evidence.language", "evidence.consequencesExplained"], decision.Reason!.Missing);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("consent-1")]
    public void SC007_WithdrawalByLink_RefusesThePendingRequest(string? stopped) =>
        new World().WithCase(c => c with { Stops = [new("stop-1", stopped, null, World.Now)] })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentWithdrawn);

    [Fact]
    public void SC007_WithdrawalOfOneConsent_LeavesOthersAndALaterOneStanding()
    {
        new World().WithCase(c => c with { Stops = [new("stop-1", "another-consent", null, World.Now)] }).Decide().Is(DecisionKind.Release);
        World stopped = new World().WithCase(c => c with { Stops = [new("stop-1", null, null, World.Now.AddDays(-11))] });
        // Later by the clock alone is not later: a consent has seen the stop that it names, and no other.
        stopped.Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentWithdrawn);
        (stopped with { Consent = stopped.Consent with { AfterStop = "stop-1", SeenStops = 1 } }).Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void SC010_WithdrawalAfterACriminalCaseWasOpened_StopsPoliceToo() =>
        World.For("evidence-to-police", "NGO-S", "POL-AT")
            .WithCase(c => c with { Stops = [new("stop-1", null, null, World.Now)] })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.ConsentWithdrawn);

    [Fact]
    public void SC013_AgencyKnowsAndStaysSilent_OverrideIsOpenWithoutNoticeAndFlagged()
    {
        Decision decision = World.For("danger-response", "NGO-S", "POL-AT").WithoutConsent()
            .Overriding(OverrideGround.Danger, c => c with { PriorNoticeReference = null })
            .Decide().Is(DecisionKind.Override);

        Assert.Contains(DecisionFlags.NoticeMissing, decision.Flags);
        World.For("danger-response", "NGO-S", "POL-AT").WithoutConsent()
            .Overriding(OverrideGround.Danger, c => c with { PriorNoticeReference = null, Urgent = false })
            .Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideNoticeMissing);
    }

    [Fact]
    public void SC014_InterpreterIsACousinOrUnvetted_IntakeAndDecisionRefuse()
    {
        InterpreterEvidence[] unfit = [
            new("cousin", "vetting-1", World.Now.AddYears(1), "vi", RelatedOrAssociated: true),
            new("stranger", null, null, "vi"),
        ];
        foreach (InterpreterEvidence interpreter in unfit)
        {
            World world = new World().WithEvidence(e => e with { Interpreter = interpreter });
            world.Decide().Is(DecisionKind.Refuse, ReasonKinds.InterpreterUnfit);
            Assert.Contains(
                ConsentRules.CheckIntake(world.AllConsents()[0], world.Case!, World.Policy, World.Now),
                f => f.Kind == ReasonKinds.InterpreterUnfit);
        }
    }

    [Fact]
    public void SC016_VolunteerWantsToReadTheHistory_RefusesTheRole()
    {
        World world = World.For("case-coordination", "ADV", "NGO-S") with { Sender = Some.Agency("reg-holder", "SOC") };
        World asked = world.WithScope(s => s with { Tier = Tier.Full, FullByExplicitChoice = true }).Asked();

        asked.Asking("history.childhood").Decide().Is(DecisionKind.Release);
        (asked with { Person = asked.Person! with { Volunteer = true } }).Asking("history.childhood").Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientRole);
    }

    [Fact]
    public void SC017_ConsentInAcuteTrauma_HoldsButTheAssessmentReferralRuns()
    {
        static World Night(World world) => world
            .WithCase(c => c with { Capacity = new CapacityFacts { ConcernOpen = true } })
            .WithEvidence(e => e with { Capacity = CapacityFinding.NotAssessed, CapacityConcernNoted = true });

        Night(World.For("education-referral", "ADV", "NGO-S")).Decide().Is(DecisionKind.Hold, ReasonKinds.CapacityUnassessed);
        Night(World.For("capacity-assessment", "ADV", "ASSESS")).Decide().Is(DecisionKind.Release);
        Night(World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger)).Decide()
            .Is(DecisionKind.Override);
    }

    [Fact]
    public void SC019_CapacityRemarksInAHealthReferral_AreWithheld() =>
        World.For("health-referral", "ADV", "DOC-P")
            .WithScope(
                s => s with { Included = ["health.physical.conditions", "access", "interpreter", "identity", "language", "contact"] })
            .Decide().Is(DecisionKind.Partial, ReasonKinds.ConsentScope)
            .Gives("health.physical.conditions", "access.arrangements", "interpreter.required")
            .WithholdsAs(ReasonKinds.ConsentScope, "health.cognitive.observations");

    [Fact]
    public void SC020_ConsentByVideo_IsAcceptedAndVoiceOnlyFlagged()
    {
        World video = new World().WithEvidence(e => e with { Mode = ConsentMode.Video });

        Assert.Empty(ConsentRules.CheckIntake(video.AllConsents()[0], video.Case!, World.Policy, World.Now));
        Assert.DoesNotContain(DecisionFlags.VoiceOnly, video.Decide().Is(DecisionKind.Release).Flags);
        Assert.Contains(
            DecisionFlags.VoiceOnly,
            new World().WithEvidence(e => e with { Mode = ConsentMode.Voice }).Decide().Is(DecisionKind.Release).Flags);
    }

    [Fact]
    public void SC022_RemovalBodyAsksTheShelter_RefusesWithoutConfirmingAStay()
    {
        World world = World.For("shelter-referral", "ADV", "IMM-E").Asked(participant: false);

        (world with { Request = world.Request with { Use = StatedUse.Removal } }).Asking("health.physical.conditions", "contact.residence")
            .Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.FirewallImmigration).Also(ReasonKinds.PurposeProhibited).TellsAskerNothing();
    }

    [Fact]
    public void SC023_FearOfOnesOwnCommunity_GivesThePreferenceNotTheReason()
    {
        Decision decision = World.For("health-referral", "ADV", "DOC-P")
            .Asking("preference.professionalGender", "preference.community", "preference.reason").Decide()
            .Gives("preference.professionalGender", "preference.community").Withholds("preference.reason");

        Assert.Equal(PortionLimit.WantedOrAvoidedOnly, decision.Fields.Single(f => f.Path == "preference.community").Limit);
    }
}
