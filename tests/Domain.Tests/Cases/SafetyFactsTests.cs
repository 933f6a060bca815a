using System.Reflection;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Cases;

/// <summary>One fact in two places: the more cautious counts, and the holder is shown where they differ.</summary>
public sealed class SafetyFactsTests
{
    private static SafetyFacts Of(World world) => SafetyFacts.Of(World.Policy, world.Case!, world.Record, World.Now);

    [Theory]
    [InlineData("contact.phone.number", "contact.phone.safeToUse")]
    [InlineData("contact.email.address", "contact.email.safeToUse")]
    public void Decide_WhenTheRecordSaysTheContactIsUnsafe_WithholdsItAtEveryTier(string contact, string answer)
    {
        foreach (var tier in new[] { Tier.Portion, Tier.Full })
        {
            var world = World.For("legal-advice", "ADV", "LAWY").WithScope(s => s with { Tier = tier, FullByExplicitChoice = true });

            world.Decide().Gives(contact);
            world.Saying(answer, "no").Asking(contact, "identity.givenName").Decide().WithholdsAs(ReasonKinds.ChannelUnsafe, contact);
        }
    }

    [Theory]
    [InlineData(true, "yes", true)]
    [InlineData(true, "no", false)]
    [InlineData(true, null, false)]
    [InlineData(false, "yes", false)]
    [InlineData(false, "no", false)]
    [InlineData(false, null, false)]
    public void Decide_WhenNotBothPlacesSayYes_WithholdsTheNumber(bool fact, string? record, bool passes)
    {
        var world = new World().WithCase(c => c with { PhoneSafe = fact }).WithRecord(r => r with { Answers = record is null ? [] : new Dictionary<string, string> { ["contact.phone.safeToUse"] = record } });

        Assert.Equal(passes, world.Decide().ReleasesField("contact.phone.number"));
    }

    [Fact]
    public void Decide_WhenLettersAreNotKnownToBeSafe_WithholdsTheAddressForPost()
    {
        var world = World.For("legal-advice", "ADV", "LAWY");

        world.Decide().Gives("contact.correspondenceAddress", "contact.lettersSafe");
        world.Saying("contact.lettersSafe", "no").Decide().Withholds("contact.correspondenceAddress").Gives("contact.lettersSafe");
        world.WithRecord(r => r with { Answers = new Dictionary<string, string>(), NotCoded = ["contact.lettersSafe"] }).Asking("contact.correspondenceAddress", "contact.lettersSafe", "identity.givenName").Decide()
            .WithholdsAs(ReasonKinds.ChannelUnsafe, "contact.correspondenceAddress")
            .WithholdsAs(ReasonKinds.FieldNotNeeded, "contact.lettersSafe");
    }

    [Fact]
    public void Decide_WhenAnOverrideRestsOnAContradictedContact_WithholdsThatContact()
    {
        var world = World.For("missing-person", "ADV", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger, c => c with { ConsentNotSought = ConsentNotSought.Unreachable });

        world.Decide().Gives("contact.phone.number", "identity.givenName");
        world.Saying("contact.phone.safeToUse", "no").Decide().Gives("identity.givenName").Withholds("contact.phone.number");
    }

    [Theory]
    [InlineData("age.presumedChild", "child")]
    [InlineData("age.disputed", "inDoubt")]
    [InlineData("age.assessmentStatus", "inDoubt")]
    public void Decide_WhenTheRecordDoubtsAnAdult_HoldsForTheAgeAssessment(string path, string said)
    {
        var world = new World().Saying(path, said);

        world.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        Assert.Equal(new Contradiction(SafetyFact.Age, "adult", path, said, "inDoubt"), Assert.Single(Of(world).Contradictions));
    }

    [Fact]
    public void Decide_WhenTheDateOfBirthIsAChilds_HoldsUntilThatDay()
    {
        var world = new World().WithRecord(r => r with { ChildUntil = new DateOnly(2027, 1, 1) });

        world.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        world.WithRecord(r => r with { ChildUntil = new DateOnly(2026, 3, 2) }).Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void Of_WhenTheRecordCallsAChildAdult_LeavesTheChildAChild()
    {
        var safety = Of(new World().AsChild().Saying("age.presumedChild", "adult"));

        Assert.Equal(AgeStatus.Child, safety.Case.Age.Status);
        Assert.Single(safety.Contradictions);
    }

    [Fact]
    public void Decide_WhenTheRecordSaysTheGuardianIsInConflict_GivesTheGuardianNoAuthority() =>
        Assert.False(World.For("health-referral", "ADV", "DOC-P").AsChild().Saying("guardian.conflict", "conflict").Decide().Releases);

    [Fact]
    public void Decide_WhenTheRecordSaysNoCooperation_SharesNoEvidence()
    {
        var world = World.For("evidence-to-police", "ADV", "POL-AT");

        Assert.True(world.Decide().Releases);
        Assert.False(world.Saying("justice.cooperationChoice", "neither").Decide().Releases);
    }

    [Theory]
    [InlineData(true, "no")]
    [InlineData(false, "yes")]
    public void Decide_WhenThePlacesDifferOnCustody_NeedsTwoPersonsAndTheirWordOnWhichHolds(bool fact, string said)
    {
        var world = World.For("detention-alert", "ADV", "LAWY").WithoutConsent().Overriding(OverrideGround.Detention).WithCase(c => c with { InCustody = fact }).Saying("detention.current", said);

        Assert.Equal(["override.contradictionReference"], world.Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing).Reason!.Missing);
        Assert.Equal([SafetyFact.Custody], world.Decide().Contradicted);
        World Claim(Func<OverrideClaim, OverrideClaim> change) => world with { Request = world.Request with { Override = change(world.Request.Override!) } };
        Claim(c => c with { ContradictionReference = "note-1" }).Decide().Is(DecisionKind.Override);
        Assert.Equal(HoldFacts.SecondPerson, Claim(c => c with { ContradictionReference = "note-1", Second = null }).Decide().Is(DecisionKind.Hold).Reason!.WaitsFor);
        Claim(c => c with { ContradictionReference = "note-1", Second = c.First }).Decide().Is(DecisionKind.Hold);
        // Another person's word would bring no reference: it would wait for ever.
        Claim(c => c with { Second = null }).Decide().Is(DecisionKind.Refuse, ReasonKinds.OverrideGroundMissing);
    }

    [Fact]
    public void Decide_WhenThePlacesDifferOnAge_LetsNoOnePersonActOnAChildsSafety()
    {
        var world = World.For("child-safety-concern", "ADV", "CHILDP").WithoutConsent().Saying("age.presumedChild", "child")
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

    /// <summary>Members of the case's facts that no coded answer of the record could state. A new fact is listed here, or paired in the policy.</summary>
    private static readonly string[] InOnePlace =
    [
        "Id", "Holder", "Closed", "Capacity", "StatesOfOrigin", "ProtectionSoughtFrom", "Reflection", "Risk", "Return", "FamilyCheck", "ExceptionalReason", "BarredBodies",
        "Conflicts", "Participants", "TakenOff", "Corrections", "SurvivorChannel", "Suppressed", "CourtOrders", "Handling", "ItemAgreements", "ApprovedTexts", "PurposeBound", "VolunteeredByChild",
        "PrivateToChild", "ReidentificationCheckedFor", "ChildInterviewRecorded", "ReconfirmSince", "PermitAppliedOn", "Stops", "Epoch", "Approvals", "HighestTime",
    ];

    private static readonly Dictionary<SafetyFact, string?> InTwoPlaces = new()
    {
        [SafetyFact.PhoneSafe] = "PhoneSafe", [SafetyFact.EmailSafe] = "EmailSafe", [SafetyFact.LettersSafe] = null, [SafetyFact.Age] = "Age",
        [SafetyFact.Guardian] = "Guardians", [SafetyFact.Custody] = "InCustody", [SafetyFact.Cooperation] = "Cooperation",
    };

    [Fact]
    public void Facts_WhenCounted_StandInOnePlaceOrAreAPairOfThePolicy()
    {
        var members = typeof(CaseFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name);

        Assert.Empty(members.Except(InOnePlace).Except(InTwoPlaces.Values.OfType<string>()));
        Assert.Equal(Enum.GetValues<SafetyFact>().Order(), World.Policy.Safety.Keys.Order());
        Assert.Equal(Enum.GetValues<SafetyFact>().Order(), InTwoPlaces.Keys.Order());
    }
}
