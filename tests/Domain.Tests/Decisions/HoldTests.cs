using System.Text.RegularExpressions;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>What may wait, and what is refused although an act could mend it some day. Source: R-267.</summary>
public sealed partial class HoldTests
{
    private static World Unsafe(World world) => world.WithCase(c => c with { SurvivorChannel = ChannelState.Unsafe });

    /// <summary>One world for each fact of the closed list.</summary>
    private static readonly Dictionary<string, Func<World>> Waiting = new(StringComparer.Ordinal)
    {
        [HoldFacts.ContentApproval] = () => World.For("bridging-letter", "ADV", "NGO-S"),
        [HoldFacts.OwnConsentAtMajority] = () => World.For("health-referral", "ADV", "DOC-P").AsChild()
            .WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Child, MajorityAt = World.Now } }),
        [HoldFacts.ConsentReconfirmed] = () => new World().WithCase(c => c with { ReconfirmSince = World.Now }),
        [HoldFacts.DeskChecked] = () => new World() is var w
            ? w with { Recipient = w.Recipient! with { Desks = [new("desk-1", "intake", "x", null)] } }
            : w,
        [HoldFacts.CapacityAssessment] = () =>
            World.For("education-referral", "ADV", "NGO-S").WithCase(c => c with { Capacity = new CapacityFacts { ConcernOpen = true } }),
        [HoldFacts.AgeAssessment] = () => new World().WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Disputed } }),
        [HoldFacts.GuardianAppointed] = () => World.For("education-referral", "ADV", "NGO-S").AsChild().WithoutConsent()
            .WithCase(c => c with { Guardians = new GuardianFacts() }),
        [HoldFacts.GuardianCleared] = () => World.For("education-referral", "ADV", "NGO-S").AsChild()
            .WithCase(c => c with { Guardians = c.Guardians with { Parental = ParentalGuardian.Unclear } }),
        [HoldFacts.ChildAgreement] = () => World.For("education-referral", "ADV", "NGO-S").AsChild()
            .WithEvidence(e => e with { Child = ChildAnswer.Dissents }),
        [HoldFacts.RiskAssessment] = () => new World().WithCase(c => c with { Risk = null }),
        [HoldFacts.RiskReview] = () => new World().WithCase(c => c with { Risk = c.Risk! with { NamedBodies = ["reg-recipient"] } }),
        [HoldFacts.FamilyCheck] = () => World.For("family-tracing", "ADV", "IGO").WithCase(c => c with { FamilyCheck = CheckState.Open }),
        [HoldFacts.ExceptionalReason] = () => World.For("family-tracing", "ADV", "IGO").AsChild(),
        [HoldFacts.ReuseOffered] = () => World.For("health-referral", "ADV", "DOC-P").AsChild()
            .WithCase(c => c with { ChildInterviewRecorded = true }).Asked() is var w
            ? w with { Request = w.Request with { Use = StatedUse.NewInterview } } : w,
        [HoldFacts.ChannelSafe] = () => Unsafe(new World().Asking("contact.safeChannel")),
        [HoldFacts.SecondPerson] = () => World.For("danger-response", "SHELT", "POL-AT").WithoutConsent()
            .Overriding(OverrideGround.Danger, c => c with { Urgent = false, Second = null }),
        [HoldFacts.RecordMissing] = () => World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger)
            .Answering(),
    };

    public static TheoryData<string> Facts => [.. HoldFacts.All.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Decide_WhenAFactOfTheListIsMissing_WaitsForIt(string fact)
    {
        Decision decision = Waiting[fact]().Decide().Is(DecisionKind.Hold);

        Assert.Equal(fact, decision.Reason!.WaitsFor);
        Assert.NotEmpty(World.Policy.Holds[fact].Act);
    }

    [Fact]
    public void Rules_WhenTheyWait_WaitForAFactOfTheListByItsName()
    {
        var named = Sources.Of("Decisions", "Consents").SelectMany(text => Named().Matches(text).Select(m => m.Groups[1].Value))
            .ToHashSet();

        Assert.Equal(typeof(HoldFacts).GetFields().Select(f => f.Name).Order(), named.Order());
    }

    public static TheoryData<string> Refused =>
        [
            "cooperation",
            "reidentification",
            "returnDecision",
            "bestInterests",
            "deskLapsed",
            "noDesk",
            "consentOver",
            "forbidden",
            "guardianInConflict",
            "advocateNotMet",
        ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_WhenSomethingElseIsMissing_Refuses(string what)
    {
        World abroad = World.For("voluntary-return", "ADV", "RECV").WithScope(s => s with { Countries = ["XA"] });
        abroad = abroad with { Recipient = abroad.Recipient! with { Country = "XA" } };
        var world = new World();
        (what switch
        {
            "cooperation" =>
                World.For("evidence-to-police", "NGO-S", "POL-AT").WithCase(c => c with { Cooperation = CooperationChoice.NotRecorded }),
            "reidentification" =>
                World.For("police-intelligence", "NGO-S", "POL-INT").WithCase(c => c with { ReidentificationCheckedFor = [] }),
            "returnDecision" => abroad.WithCase(c => c with { Return = c.Return with { DecisionOnFile = false } }),
            "bestInterests" => (World.For("child-return", "GUARD-A", "RECV") with
            {
                Recipient = abroad.Recipient,
                Scope = World.For("child-return").Scope with { Countries = ["XA"] },
            }).AsChild()
                .WithCase(c => c with { Return = c.Return with { BestInterestsDecision = false } }),
            "deskLapsed" => world with { Recipient = world.Recipient! with { Desks = [new("desk-1", "intake", "x", World.Now)] } },
            "noDesk" => world with { Recipient = world.Recipient! with { Desks = [] } },
            "consentOver" => world with { Consent = world.Consent with { ReviewBy = World.Now } },
            "forbidden" => world.WithCase(c => c with { Risk = c.Risk! with { RaisedForPathways = ["shelter-referral"] } }),
            "guardianInConflict" => World.For("education-referral", "ADV", "NGO-S").AsChild()
                .WithCase(c => c with { Guardians = c.Guardians with { Parental = ParentalGuardian.Implicated } }),
            _ => World.For("evidence-to-police", "NGO-S", "POL-AT").AsChild()
                .WithCase(c => c with { Guardians = c.Guardians with { Advocate = GuardianAdvocate.Appointed } }),
        }).Decide().Is(DecisionKind.Refuse);
    }

    [Fact]
    public void Decide_WhenWhoAsksIsNotOnTheCase_ShowsAHoldAsARefusal()
    {
        foreach ((string fact, Func<World>? waiting) in Waiting.Where(w =>
            w.Key is not (HoldFacts.SecondPerson or HoldFacts.RecordMissing)))
        {
            World world = waiting() is { Request.Direction: Direction.Send } sent
                ? sent.Asked(participant: false)
                : waiting().WithCase(c => c with { Participants = [] });
            Decision decision = world.Decide();
            Assert.True(decision.Kind == DecisionKind.Refuse, fact);
            decision.TellsAskerNothing();
        }
    }

    [GeneratedRegex(@"HoldFacts\.(\w+)")]
    private static partial Regex Named();
}
