using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>Whom she barred gets nothing; to what a bar yields, and what it never yields to. Source: .</summary>
public sealed class BarTests
{
    private static World Barring(World world, params string[] names) => world.WithCase(c => c with { BarredBodies = names });

    public static TheoryData<string> Names =>
        ["reg-recipient", "body-of-reg-recipient", "CONS", "state:XA", "register:VL-77", "register:vl-77"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decide_WhenABarNamesTheConsulateInAnyWay_GivesItNothing(string name)
    {
        World world = World.For("consular-documents", "ADV", "CONS").WithScope(s => s with { Countries = ["XA"] });
        world = world with { Recipient = world.Recipient! with { BodyOfState = "XA", RegisterNumber = "VL-77" } };

        world.Decide().Is(DecisionKind.Release).Gives("document.passport");
        Barring(world, name).Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientConflict)
            .Withholds("document.passport", "identity.givenName");
        Barring(world.Asked(), name).Decide().Is(DecisionKind.Neutral, ReasonKinds.RecipientConflict).TellsAskerNothing();
    }

    [Fact]
    public void Decide_WhenABarNamesSomebodyElse_ChangesNothing() =>
        Barring(new World(), "state:XA", "CONS", "reg-other", "reg-recipient/somebody", "register:77").Decide().Is(DecisionKind.Release);

    [Fact]
    public void Decide_WhenABarNamesThePerson_StopsThatPersonAlone()
    {
        Barring(new World().Asked(), "reg-recipient/asker").Decide().Is(DecisionKind.Neutral, ReasonKinds.RecipientConflict)
            .TellsAskerNothing();
        Barring(new World().Asked(), "reg-recipient/another").Decide().Is(DecisionKind.Release);
        new World().Asked().WithCase(c => c with { Conflicts = ["reg-recipient/asker"] }).Decide()
            .Is(DecisionKind.Neutral, ReasonKinds.RecipientConflict);
    }

    [Fact]
    public void Decide_WhenABarredAskerIsRefusedForItsRoleToo_StillTellsItNothing() =>
        Barring(World.For("shelter-referral", "ADV", "POL-AT").Asked(), "POL-AT").Decide().Is(DecisionKind.Neutral)
            .Also(ReasonKinds.RecipientConflict).TellsAskerNothing();

    [Fact]
    public void Decide_WhenBarredAndInDanger_YieldsOnlyToTwoPersonsWhoRecordedWhy()
    {
        World world = Barring(World.For("danger-response", "SHELT", "POL-AT").WithoutConsent(), "POL-AT");
        OverrideClaim Why(OverrideClaim c) => c with { NoUnbarredUnitReference = "minute-4" };

        world.Overriding(OverrideGround.Danger).Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientConflict);
        Decision passed = world.Overriding(OverrideGround.Danger, Why).Decide().Is(DecisionKind.Override).Gives("identity.preferredName");
        Assert.Contains(DecisionFlags.BarOutweighed, passed.Flags);
        world.Overriding(OverrideGround.Danger, c => Why(c) with { Second = null, Urgent = false, PriorNoticeReference = "n" }).Decide()
            .Is(DecisionKind.Hold, ReasonKinds.OverrideGroundMissing);
        // One person's urgent word never opens anything to a barred body.
        world.Overriding(OverrideGround.Danger, c => Why(c) with { Second = null }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientConflict);
        world.Overriding(OverrideGround.Danger, c => Why(c) with { Second = c.First }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.RecipientConflict);
    }

    public static TheoryData<string> Grounds => ["danger", "order", "duty", "childSafety"];

    private static World On(string ground)
    {
        World world = ground switch
        {
            "danger" => World.For("danger-response", "SHELT", "POL-AT").Overriding(
                OverrideGround.Danger, c => c with { NoUnbarredUnitReference = "minute-4" }),
            "order" => World.For("danger-response", "SHELT", "POL-AT").Overriding(
                OverrideGround.CourtOrder, c => c with { OrderReference = "order-1" })
                .WithCase(
                    c => c with { CourtOrders = [new("order-1", "reg-recipient", ["identity.givenName"], World.Now.AddDays(1), true)] }),
            "duty" => World.For("child-protection-notification", "SHELT", "CHILDP").AsChild(),
            _ => World.For("child-safety-concern", "SHELT", "CHILDP").Overriding(OverrideGround.ChildSafety).AsChild(),
        };
        return world.WithoutConsent();
    }

    [Theory]
    [MemberData(nameof(Grounds))]
    public void Decide_WhenBarredAtHome_YieldsToDutyOrderAndWeighedDanger(string ground)
    {
        Decision decision = Barring(On(ground), "reg-recipient").Decide();

        Assert.True(decision.Releases, decision.Reason?.Kind + " " + decision.Reason?.RuleId);
        Assert.Contains(DecisionFlags.BarOutweighed, decision.Flags);
    }

    [Theory]
    [MemberData(nameof(Grounds))]
    public void Decide_WhenInConflictOrBarredAbroad_YieldsToNothing(string ground)
    {
        On(ground).WithCase(c => c with { Conflicts = ["reg-recipient"] }).Decide().Is(DecisionKind.Refuse)
            .Also(ReasonKinds.RecipientConflict);
        World abroad = On(ground);
        Barring(abroad with { Recipient = abroad.Recipient! with { Country = "XA", BodyOfState = "XA" } }, "state:XA").Decide()
            .Is(DecisionKind.Refuse).Also(ReasonKinds.RecipientConflict);
    }

    [Theory]
    [InlineData(OverrideGround.SelfHarmOrIncapacity, "health-emergency", "DOC-P")]
    [InlineData(OverrideGround.Detention, "detention-alert", "LAWY")]
    public void Decide_WhenBarred_YieldsToNoOtherGround(OverrideGround ground, string pathway, string to)
    {
        World world = World.For(pathway, "NGO-S", to).WithoutConsent().WithCase(c => c with { InCustody = true })
            .Overriding(ground, c => c with { NoUnbarredUnitReference = "minute-4" });

        world.Decide().Is(DecisionKind.Override);
        Barring(world, to).Decide().Is(DecisionKind.Refuse, ReasonKinds.RecipientConflict);
    }
}
