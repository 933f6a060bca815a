using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Consents;

public sealed class ConsentIntakeTests
{
    [Fact]
    public void CheckIntake_WhenWhole_FindsNothing()
    {
        Assert.Empty(Check(new World()));
        Assert.Empty(Check(World.For("child-placement", "CHILDP").AsChild()));
        Assert.Empty(Check(World.For("evidence-to-police", "NGO-S", "POL-AT")));
    }

    public static TheoryData<string, string, string> Elements() => new()
    {
        { "evidence.explainedBy", ReasonKinds.ConsentInvalidForm, "R-005" },
        { "evidence.explainedAt", ReasonKinds.ConsentInvalidForm, "R-005" },
        { "evidence.language", ReasonKinds.ConsentInvalidForm, "R-005" },
        { "evidence.languageUnderstood", ReasonKinds.ConsentInvalidForm, "R-004" },
        { "evidence.consequencesExplained", ReasonKinds.ConsentInvalidForm, "R-004" },
        { "evidence.alternativesExplained", ReasonKinds.ConsentInvalidForm, "R-004" },
        { "evidence.confidentialityExplained", ReasonKinds.ConsentInvalidForm, "R-008" },
        { "evidence.timeToReflect", ReasonKinds.ConsentInvalidForm, "R-009" },
        { "evidence.otherPurposesInAct", ReasonKinds.ConsentInvalidForm, "R-003" },
        { "evidence.pressure", ReasonKinds.ConsentInvalidForm, "R-013" },
        { "evidence.present", ReasonKinds.PresenceUnvetted, "R-013" },
        { "evidence.form", ReasonKinds.ConsentInvalidForm, "R-006" },
        { "evidence.signed", ReasonKinds.ConsentInvalidForm, "R-016" },
        { "evidence.capacity", ReasonKinds.CapacityUnassessed, "R-148" },
        { "evidence.interpreter.language", ReasonKinds.InterpreterUnfit, "R-117" },
        { "evidence.interpreter.ownCommunity", ReasonKinds.InterpreterUnfit, "R-123" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void CheckIntake_WhenOneElementIsWrong_FindsExactlyThat(string path, string kind, string rule)
    {
        IReadOnlyList<ConsentFinding> found = Check(new World().WithEvidence(e => path switch
        {
            "evidence.explainedBy" => e with { ExplainedBy = null },
            "evidence.explainedAt" => e with { ExplainedAt = null },
            "evidence.language" => e with { Language = null, Interpreter = null },
            "evidence.languageUnderstood" => e with { LanguageUnderstood = false },
            "evidence.consequencesExplained" => e with { ConsequencesExplained = false },
            "evidence.alternativesExplained" => e with { AlternativesExplained = false },
            "evidence.confidentialityExplained" => e with { ConfidentialityExplained = false },
            "evidence.timeToReflect" => e with { TimeToReflect = false },
            "evidence.otherPurposesInAct" => e with { OtherPurposesInAct = ["PHYS"] },
            "evidence.pressure" => e with { Pressure = true },
            "evidence.present" => e with { Present = [new("companion", "friend", Vetted: false)] },
            "evidence.form" => e with { Form = ConsentForm.None },
            "evidence.signed" => e with { Signed = false },
            "evidence.capacity" => e with { Capacity = CapacityFinding.NotAssessed },
            "evidence.interpreter.language" => e with { Interpreter = e.Interpreter! with { Language = "fr" } },
            "evidence.interpreter.ownCommunity" => e with { Interpreter = e.Interpreter! with { OwnCommunity = true } },
            _ => throw new ArgumentOutOfRangeException(nameof(path)),
        }));

        ConsentFinding only = Assert.Single(found);
        Assert.Equal((path, kind, rule), (only.Path, only.Kind, only.RuleId));
    }

    [Fact]
    public void CheckIntake_WhenItWasExplainedAfterSheAgreed_RefusesIt()
    {
        DateTimeOffset given = new World().Consent.GivenAt!.Value;

        Assert.Empty(Check(new World().WithEvidence(e => e with { ExplainedAt = given })));
        ConsentFinding only = Assert.Single(Check(new World().WithEvidence(e => e with { ExplainedAt = given.AddTicks(1) })));
        Assert.Equal(("evidence.explainedAt", "R-005"), (only.Path, only.RuleId));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void CheckIntake_WhenOneConsentSaysYesAndNoToASharing_RefusesItAndNamesTheSecond(bool first, bool second)
    {
        var world = World.For("legal-advice", "ADV", "LAWY");
        ConsentScope Scope(string id, bool declined, string? matter) => world.Scope with
        {
            Id = id,
            Matter = matter,
            Recipients = [new("reg-other"), new("reg-recipient", Declined: declined)],
        };
        IReadOnlyList<ConsentFinding> Two(string? matter) => Check(world with
        {
            Consents = [world.AllConsents()[0] with { Scopes = [Scope("scope-1", first, null), Scope("scope-2", second, matter)] }],
        });

        ConsentFinding only = Assert.Single(Two(null));
        Assert.Equal(("scopes[1].recipients[1].declined", "R-264"), (only.Path, only.RuleId));
        // Another matter is another sharing.
        Assert.Empty(Two("matter-2"));
    }

    [Fact]
    public void CheckIntake_WhenPoliceConsentIsTakenInTheFirstSession_RefusesIt() =>
        Assert.Equal(
            "evidence.givenInSession",
            Assert.Single(
                Check(World.For("evidence-to-police", "NGO-S", "POL-AT").WithEvidence(e => e with { GivenInSession = "session-1" }))).Path);

    [Fact]
    public void CheckIntake_WhenUrgentSafeguardingIsRecorded_AsksNoTimeToReflect() =>
        Assert.Empty(Check(new World().WithEvidence(e => e with { TimeToReflect = false, UrgentSafeguarding = true })));

    [Fact]
    public void CheckIntake_WhenTheGuardianAdvocateSigned_RefusesIt()
    {
        World world = World.For("child-placement", "CHILDP").AsChild();

        IReadOnlyList<ConsentFinding> found = Check(
            world.WithEvidence(e => e with { Guardian = e.Guardian! with { Capacity = GuardianCapacity.GuardianAdvocate } }));

        Assert.Equal("R-130", Assert.Single(found).RuleId);
    }

    [Fact]
    public void CheckIntake_WhenAGuardianSignsForAnAdult_RefusesIt() =>
        Assert.Contains(
            Check(
                World.For("child-placement", "CHILDP").AsChild().WithCase(c => c with { Age = new AgeFacts { Status = AgeStatus.Adult } })),
            f => f.RuleId == "R-140");

    [Fact]
    public void CheckIntake_WhenARecipientWasNotShownByName_RefusesIt() =>
        Assert.Equal(
            "scopes[0].recipients[0].shownByName",
            Assert.Single(Check(new World().WithScope(s => s with { Recipients = [new("reg-recipient", ShownByName: false)] }))).Path);

    [Fact]
    public void CheckIntake_WhenScopesNameUnknownFieldsOrPathways_NamesTheMember()
    {
        Assert.Equal(
            "scopes[0].excluded[0]", Assert.Single(Check(new World().WithScope(s => s with { Excluded = ["identity.shoeSize"] }))).Path);
        var world = new World();
        Assert.Equal("scopes[0].pathway", Assert.Single(Check(world with { Consent = world.Consent with { Purpose = "PHYS" } })).Path);
    }

    [Fact]
    public void CheckIntake_WhenRecordedByVoice_NeedsTheAccessReasonAndReadBack()
    {
        IReadOnlyList<ConsentFinding> found = Check(
            new World().WithEvidence(e => e with { Form = ConsentForm.VoiceRecord, ReadBackInOwnWords = false }));

        Assert.Equal(["evidence.recordingForAccessNeed", "evidence.readBackInOwnWords"], found.Select(f => f.Path));
    }

    [Fact]
    public void StandingAt_AtMajority_EndsTheGuardiansConsent()
    {
        World world = World.For("child-placement", "CHILDP").AsChild();
        DateTimeOffset majority = world.Case!.Age.MajorityAt!.Value;
        Consent consent = world.AllConsents()[0] with { ValidUntil = majority.AddYears(1), ReviewBy = majority.AddYears(1) };

        Assert.Empty(ConsentRules.StandingAt(consent, world.Case, World.Policy.Profile, majority.AddTicks(-1)));
        Assert.Equal(
            ReasonKinds.ConsentExpired, Assert.Single(ConsentRules.StandingAt(consent, world.Case, World.Policy.Profile, majority)).Kind);
    }

    [Fact]
    public void StandingAt_WhenReconfirmationIsDue_IsExpiredUntilReconfirmed()
    {
        World world = new World().WithCase(c => c with { ReconfirmSince = World.Now.AddDays(-1) });
        Consent consent = world.AllConsents()[0];

        Assert.Equal("R-012", Assert.Single(ConsentRules.StandingAt(consent, world.Case!, World.Policy.Profile, World.Now)).RuleId);
        Assert.Empty(ConsentRules.StandingAt(consent with { ReconfirmedAt = World.Now }, world.Case!, World.Policy.Profile, World.Now));
    }

    private static IReadOnlyList<ConsentFinding> Check(World world) =>
        ConsentRules.CheckIntake(world.AllConsents()[0], world.Case!, World.Policy, World.Now);
}
