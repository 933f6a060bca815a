using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Cases;

/// <summary>What the record says of dangers, beside the facts.</summary>
public sealed partial class SafetyFactsTests
{
    [Theory]
    [InlineData(CheckState.Clear, "yes", CheckState.Raised, true)]
    [InlineData(CheckState.Clear, "suspected", CheckState.Open, true)]
    [InlineData(CheckState.Clear, "no", CheckState.Clear, false)]
    [InlineData(CheckState.Raised, "no", CheckState.Raised, true)]
    [InlineData(CheckState.Missing, "yes", CheckState.Raised, false)]
    [InlineData(CheckState.Missing, "no", CheckState.Missing, false)]
    public void Of_WhenTheRecordNamesARelativeAmongTheTraffickers_CountsTheFamilyAsDangerous(
        CheckState check, string said, CheckState counts, bool shown)
    {
        World world = World.For(
            "family-tracing", "ADV", World.Policy.Pathways["family-tracing"].Recipients.Order(StringComparer.Ordinal).First())
            .WithCase(c => c with { FamilyCheck = check }).Saying("family.involvedAsTrafficker", said);

        Assert.Equal(counts, Of(world).Case.FamilyCheck);
        Assert.Equal(shown, Of(world).IsContradicted(SafetyFact.FamilyDanger));
        Assert.Equal(counts == CheckState.Clear, world.Decide().Releases);
    }

    [Theory]
    [InlineData("nrm.reflection", "yes", true)]
    [InlineData("nrm.appeal", "yes", true)]
    [InlineData("nrm.appeal", "no", false)]
    public void Of_WhenTheRecordBarsRemoval_BarsItWhateverTheFactsSay(string path, string said, bool bars)
    {
        World over = new World()
            .WithCase(c => c with { Reflection = new ReflectionFacts { Start = World.Now.AddDays(-90), End = World.Now.AddDays(-1) } })
            .Saying(path, said);

        Assert.Equal(bars, Of(over).Case.Reflection.RemovalBarredAt(World.Now));
        Assert.Equal(bars, Of(over).IsContradicted(SafetyFact.RemovalBar));
        Assert.Equal(
            bars, Of(over.WithCase(c => c with { Reflection = new ReflectionFacts() })).Case.Reflection.RemovalBarredAt(World.Now));
    }

    [Theory]
    [InlineData(true, "no")]
    [InlineData(false, "yes")]
    public void Decide_WhenThePlacesDifferOnCustody_NeedsTwoPersonsAndTheirWordOnWhichHolds(bool fact, string said)
    {
        World world = World.For("detention-alert", "ADV", "LAWY").WithoutConsent().Overriding(OverrideGround.Detention)
            .WithCase(c => c with { InCustody = fact }).Saying("detention.current", said);

        Assert.Equal(
            ["override.contradictionReference"], world.Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing).Reason!.Missing);
        Assert.Equal([SafetyFact.Custody], world.Decide().Contradicted);
        World Claim(Func<OverrideClaim, OverrideClaim> change) =>
            world with { Request = world.Request with { Override = change(world.Request.Override!) } };
        Claim(c => c with { ContradictionReference = "note-1" }).Decide().Is(DecisionKind.Override);
        Assert.Equal(
            HoldFacts.SecondPerson,
            Claim(c => c with { ContradictionReference = "note-1", Second = null }).Decide().Is(DecisionKind.Hold).Reason!.WaitsFor);
        Claim(c => c with { ContradictionReference = "note-1", Second = c.First }).Decide().Is(DecisionKind.Hold);
        // Another person's word would bring no reference: it would wait for ever.
        Claim(c => c with { Second = null }).Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
    }

    [Fact]
    public void Decide_WhenThePlacesDifferOnAge_LetsNoOnePersonActOnAChildsSafety()
    {
        World world = World.For("child-safety-concern", "ADV", "CHILDP").WithoutConsent().Saying("age.presumedChild", "child")
            .Overriding(OverrideGround.ChildSafety, c => c with { Second = null, Urgent = true, ContradictionReference = "note-1" });

        world.Decide().Is(DecisionKind.Hold, ReasonKinds.OverrideGroundMissing);
    }

    [Fact]
    public void Of_WhenNothingIsKnownOfTheRecord_LeavesTheFactsAsTheyAre()
    {
        var world = new World { Record = null };

        Assert.Same(world.Case, Of(world).Case);
        Assert.Empty(Of(world).Contradictions);
    }

    [Fact]
    public void Decide_WhenARecordedAnswerChanges_DecidesOnOtherFacts() =>
        Assert.NotEqual(new World().Facts().Digest(), new World().Saying("contact.phone.safeToUse", "no").Facts().Digest());
}
