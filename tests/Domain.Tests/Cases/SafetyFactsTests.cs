using System.Reflection;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Cases;

/// <summary>One fact in two places: the more cautious counts, and the holder is shown where they differ.</summary>
public sealed partial class SafetyFactsTests
{
    private static SafetyFacts Of(World world) => SafetyFacts.Of(World.Policy, world.Case!, world.Record, World.Now);

    [Theory]
    [InlineData("contact.phone.number", "contact.phone.safeToUse")]
    [InlineData("contact.email.address", "contact.email.safeToUse")]
    public void Decide_WhenTheRecordSaysTheContactIsUnsafe_WithholdsItAtEveryTier(string contact, string answer)
    {
        foreach (Tier tier in new[] { Tier.Portion, Tier.Full })
        {
            World world = World.For("legal-advice", "ADV", "LAWY").WithScope(s => s with { Tier = tier, FullByExplicitChoice = true });

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
        World world = new World().WithCase(c => c with { PhoneSafe = fact })
            .WithRecord(
                r => r with { Answers = record is null ? [] : new Dictionary<string, string> { ["contact.phone.safeToUse"] = record } });

        Assert.Equal(passes, world.Decide().ReleasesField("contact.phone.number"));
    }

    [Fact]
    public void Decide_WhenLettersAreNotKnownToBeSafe_WithholdsTheAddressForPost()
    {
        var world = World.For("legal-advice", "ADV", "LAWY");

        world.Decide().Gives("contact.correspondenceAddress", "contact.lettersSafe");
        world.Saying("contact.lettersSafe", "no").Decide().Withholds("contact.correspondenceAddress").Gives("contact.lettersSafe");
        world.WithRecord(r => r with { Answers = new Dictionary<string, string>(), NotCoded = ["contact.lettersSafe"] })
            .Asking("contact.correspondenceAddress", "contact.lettersSafe", "identity.givenName").Decide()
            .WithholdsAs(ReasonKinds.ChannelUnsafe, "contact.correspondenceAddress")
            .WithholdsAs(ReasonKinds.FieldNotNeeded, "contact.lettersSafe");
    }

    [Fact]
    public void Decide_WhenAnOverrideRestsOnAContradictedContact_WithholdsThatContact()
    {
        World world = World.For("missing-person", "ADV", "POL-AT").WithoutConsent()
            .Overriding(OverrideGround.Danger, c => c with { ConsentNotSought = ConsentNotSought.Unreachable });

        world.Decide().Gives("contact.phone.number", "identity.givenName");
        world.Saying("contact.phone.safeToUse", "no").Decide().Gives("identity.givenName").Withholds("contact.phone.number");
    }

    [Theory]
    [InlineData("age.presumedChild", "child")]
    [InlineData("identity.ageBand", "child")]
    [InlineData("age.disputed", "inDoubt")]
    [InlineData("age.assessmentStatus", "inDoubt")]
    public void Decide_WhenTheRecordDoubtsAnAdult_HoldsForTheAgeAssessment(string path, string said)
    {
        World world = new World().Saying(path, said);

        world.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        Assert.Equal(new Contradiction(SafetyFact.Age, "adult", path, said, "inDoubt"), Assert.Single(Of(world).Contradictions));
    }

    [Fact]
    public void Decide_WhenTheDateOfBirthIsAChilds_HoldsUntilThatDay()
    {
        World world = new World().WithRecord(r => r with { ChildUntil = new DateOnly(2027, 1, 1) });

        world.Decide().Is(DecisionKind.Hold, ReasonKinds.ChildAgeDoubt);
        world.WithRecord(r => r with { ChildUntil = new DateOnly(2026, 3, 2) }).Decide().Is(DecisionKind.Release);
    }

    [Fact]
    public void Of_WhenTheRecordCallsAChildAdult_LeavesTheChildAChild()
    {
        SafetyFacts safety = Of(new World().AsChild().Saying("age.presumedChild", "adult"));

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

    /// <summary>The fields that state a fact, with an answer that is not the cautious one, and the facts that say otherwise.</summary>
    [Theory]
    [InlineData("contact.phone.safeToUse", "yes", "no")]
    [InlineData("contact.email.safeToUse", "yes", "no")]
    [InlineData("guardian.conflict", "noConflict", "conflict")]
    public void Decide_WhenAnAnswerIsContradicted_TellsTheCautiousOneOrNone(string path, string bold, string cautious)
    {
        World world = World.For("legal-advice", "ADV", "LAWY").WithScope(s => s with { Tier = Tier.Full, FullByExplicitChoice = true })
            .Asking(path, "identity.caseHandle")
            .WithCase(
                c => c with
                {
                    PhoneSafe = false,
                    EmailSafe = false,
                    Guardians = c.Guardians with { Parental = ParentalGuardian.Implicated },
                });
        World agreed = world.WithCase(
            c => c with { PhoneSafe = true, EmailSafe = true, Guardians = c.Guardians with { Parental = ParentalGuardian.Appointed } });

        agreed.Saying(path, bold).Decide().Gives(path);
        world.Saying(path, bold).Decide().WithholdsAs(ReasonKinds.FieldNotNeeded, path);
        agreed.Saying(path, cautious).Decide().Gives(path);
    }

    [Fact]
    public void Decide_WhenAgeIsContradicted_CallsNobodyAnAdult()
    {
        World world = World.For("health-referral", "ADV", "DOC-P").AsChild()
            .Asking("age.presumedChild", "identity.dateOfBirth", "identity.caseHandle");

        world.Saying("age.presumedChild", "child").Decide().Gives("age.presumedChild");
        world.Saying("age.presumedChild", "adult").Decide().WithholdsAs(ReasonKinds.FieldNotNeeded, "age.presumedChild");
        // The age says adult in one field and child in another: the one that says child may be told.
        world.WithCase(c => c with { Age = c.Age with { MajorityAt = null } }).Saying("age.presumedChild", "child")
            .WithRecord(r => r with { ChildUntil = new DateOnly(2020, 1, 1) })
            .Decide().Gives("age.presumedChild").WithholdsAs(ReasonKinds.FieldNotNeeded, "identity.dateOfBirth");
    }

    [Fact]
    public void Decide_WhenTheRecordSaysALaterMajority_StaysWithTheChildUntilThen()
    {
        World world = new World().AsChild().WithCase(c => c with { Age = c.Age with { MajorityAt = World.Now.AddDays(-1) } });
        World later = world.WithRecord(r => r with { ChildUntil = new DateOnly(2026, 5, 1) });

        Assert.Equal(AgeStatus.Adult, Of(world).Case.Age.At(World.Now));
        Assert.Equal(AgeStatus.Child, Of(later).Case.Age.At(World.Now));
        Assert.Equal(AgeStatus.Adult, Of(later).Case.Age.At(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(
            new Contradiction(SafetyFact.Age, "adult", "identity.dateOfBirth", "child", "child"), Assert.Single(Of(later).Contradictions));
        // The later of the two counts, whichever place says it.
        World sooner = world.WithCase(c =>
            c with { Age = c.Age with { MajorityAt = World.Now.AddDays(9) } }).WithRecord(r =>
                r with { ChildUntil = new DateOnly(2026, 3, 2) });
        Assert.Equal(AgeStatus.Child, Of(sooner).Case.Age.At(World.Now));
    }

    [Theory]
    [InlineData("2020-01-01", true)]
    [InlineData("2026-03-01", true)]
    [InlineData("2026-03-02", false)]
    [InlineData("2027-01-01", false)]
    public void Of_WhenTheDateOfBirthIsAnAdults_ShowsItBesideAChildOnRecord(string adultFrom, bool shown)
    {
        SafetyFacts safety = Of(
            new World().AsChild().WithRecord(r => r with { ChildUntil = DateOnly.ParseExact(adultFrom, "yyyy-MM-dd", null) }));

        Assert.Equal(AgeStatus.Child, safety.Case.Age.At(World.Now));
        Assert.Equal(
            shown ? [new Contradiction(SafetyFact.Age, "child", "identity.dateOfBirth", "adult", "child")] : [], safety.Contradictions);
    }

    [Theory]
    [InlineData("2008-02-29", "2026-03-01")]
    [InlineData("2008-02-28", "2026-02-28")]
    [InlineData("2008-03-01", "2026-03-01")]
    public void FactsOf_WhenBornOnALeapDay_SaysOneFirstDayOfAdulthoodEverywhere(string born, string adult)
    {
        var day = DateOnly.ParseExact(adult, "yyyy-MM-dd", null);
        FieldValue[] values = new[] { new FieldValue { Path = "identity.dateOfBirth", State = ValueState.FromDocument, Text = born } };

        Assert.Equal(day, CodedAnswers.FactsOf(World.Policy, values, day.AddYears(-1)).ChildUntil);
        Assert.Equal(day, CodedAnswers.FactsOf(World.Policy, values, day.AddYears(9)).ChildUntil);
        Assert.False(CodedAnswers.IsOver(DateOnly.ParseExact(born, "yyyy-MM-dd", null), 18, day.AddDays(-1)));
        Assert.True(CodedAnswers.IsOver(DateOnly.ParseExact(born, "yyyy-MM-dd", null), 18, day));
    }

    /// <summary>
    /// Members of the case's facts that no coded answer of the record could state. A new fact is listed here, or paired in the
    /// policy.
    /// </summary>
    private static readonly string[] InOnePlace =
    [
        "Id", "Holder", "Closed", "Capacity", "StatesOfOrigin", "ProtectionSoughtFrom", "Risk", "Return", "ExceptionalReason",
        "BarredBodies",
        "Conflicts", "Participants", "TakenOff", "SurvivorChannel", "Suppressed", "CourtOrders", "Handling", "ItemAgreements",
        "PurposeBound", "VolunteeredByChild",
        "PrivateToChild", "ReidentificationCheckedFor", "ChildInterviewRecorded", "ReconfirmSince", "PermitAppliedOn", "Stops", "Epoch",
        "Approvals", "HighestTime",
        "Corrections",
    ];

    private static readonly Dictionary<SafetyFact, string?> InTwoPlaces = new()
    {
        [SafetyFact.PhoneSafe] = "PhoneSafe",
        [SafetyFact.EmailSafe] = "EmailSafe",
        [SafetyFact.LettersSafe] = null,
        [SafetyFact.Age] = "Age",
        [SafetyFact.Guardian] = "Guardians",
        [SafetyFact.Custody] = "InCustody",
        [SafetyFact.Cooperation] = "Cooperation",
        [SafetyFact.FamilyDanger] = "FamilyCheck",
        [SafetyFact.RemovalBar] = "Reflection",
    };

    /// <summary>
    /// Coded answers that state no fact of the case's facts: nothing there could contradict them. A new field with answers is
    /// listed here, or paired.
    /// </summary>
    private static readonly string[] InTheRecordAlone =
    [
        "interpreter.required", "document.holder", "child.aloneOrSeparated", "child.outOfArea", "child.schooling", "child.missingEpisodes",
        "risk.traffickingHistory",
        "dependants.identity", "dependants.present", "dependants.separatedMissing",
        "risk.debtAndPayments", "risk.disappearance", "employment.workPermit", "nrm.status", "history.persecutionDisaster",
    ];

    [Fact]
    public void Answers_WhenAFieldIsCoded_AreAPairOfThePolicyOrStandInTheRecordAlone() => Assert.Equal(
        World.Policy.Fields.Values.Where(f => f.Answers.Count > 0).Select(f => f.Path)
            .Except(World.Policy.Safety.Values.SelectMany(pair => pair.Record)).Order(StringComparer.Ordinal),
        InTheRecordAlone.Order(StringComparer.Ordinal));

    [Fact]
    public void Facts_WhenCounted_StandInOnePlaceOrAreAPairOfThePolicy()
    {
        IEnumerable<string> members = typeof(CaseFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name);

        Assert.Empty(members.Except(InOnePlace).Except(InTwoPlaces.Values.OfType<string>()));
        Assert.Equal(Enum.GetValues<SafetyFact>().Order(), World.Policy.Safety.Keys.Order());
        Assert.Equal(Enum.GetValues<SafetyFact>().Order(), InTwoPlaces.Keys.Order());
    }
}
