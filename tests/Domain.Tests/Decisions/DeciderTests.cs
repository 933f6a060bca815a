using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

public sealed class DeciderTests
{
    public static TheoryData<int> RequestRules() => [.. Enumerable.Range(0, RuleTable.Default.Request.Count)];

    public static TheoryData<int> FieldRules() => [.. Enumerable.Range(0, RuleTable.Default.Fields.Count)];

    [Fact]
    public void Decide_WhenEverythingIsInOrder_Releases()
    {
        Decision decision = new World().Decide();

        Assert.Equal(DecisionKind.Release, decision.Kind);
        Assert.Null(decision.Reason);
        Assert.Equal(
            ("consent-1", 1, "agreement-1", 1),
            (decision.ConsentId?.Value, decision.ConsentVersion, decision.AgreementId?.Value, decision.AgreementVersion));
        Assert.Equal(World.Policy.Version, decision.PolicyVersion);
    }

    [Theory]
    [MemberData(nameof(RequestRules))]
    public void Decide_WhenARequestRuleThrows_RefusesNamingIt(int index)
    {
        RequestRule[] rules = RuleTable.Default.Request.ToArray();
        rules[index] = rules[index] with { Evaluate = _ => throw new InvalidOperationException("broken rule") };

        Decision decision = new World().Decide(RuleTable.Default with { Request = rules });

        Assert.Equal(DecisionKind.Refuse, decision.Kind);
        Assert.Equal((Reason.Fault, rules[index].Id), (decision.Reason!.Kind, decision.Reason.RuleId));
        Assert.DoesNotContain(decision.Fields, f => f.Released);
    }

    [Theory]
    [MemberData(nameof(FieldRules))]
    public void Decide_WhenAFieldRuleThrows_RefusesNamingIt(int index)
    {
        FieldRule[] rules = RuleTable.Default.Fields.ToArray();
        rules[index] = rules[index] with { Evaluate = (_, _) => throw new InvalidOperationException("broken rule") };

        Decision decision = new World().Decide(RuleTable.Default with { Fields = rules });

        Assert.Equal(DecisionKind.Refuse, decision.Kind);
        Assert.Equal((Reason.Fault, rules[index].Id), (decision.Reason!.Kind, decision.Reason.RuleId));
        Assert.DoesNotContain(decision.Fields, f => f.Released);
    }

    [Fact]
    public void Decide_WhenAnAskersRuleThrows_TellsTheAskerNothing()
    {
        RequestRule[] rules = RuleTable.Default.Request.ToArray();
        rules[^1] = rules[^1] with { Evaluate = _ => throw new InvalidOperationException("broken rule") };

        Decision decision = new World().Asked(participant: false).Decide(RuleTable.Default with { Request = rules });

        Assert.Equal(Views.Neutral("req-1").Outcome, decision.ForRequester().Outcome);
    }

    [Fact]
    public void Decide_WhenRepeated_GivesTheSameDigest()
    {
        var world = new World();

        Assert.Equal(world.Decide().Digest(), world.Decide().Digest());
    }

    [Fact]
    public void Digest_WhenAFactChanges_Differs()
    {
        var world = new World();

        Assert.NotEqual(world.Decide().Digest(), world.WithCase(c => c with { Epoch = 2 }).Decide().Digest());
    }

    [Fact]
    public void Decide_WhenAFieldOutsideThePathwayIsNamed_WithholdsItAsNotNeeded()
    {
        Decision decision = new World().Asking("identity.preferredName", "justice.hearings", "finance.debts").Decide();

        Assert.Equal(DecisionKind.Partial, decision.Kind);
        Assert.Equal(ReasonKinds.FieldNotNeeded, decision.Fields.Single(f => f.Path == "finance.debts").Reason);
        Assert.True(decision.ReleasesField("identity.preferredName"));
    }

    [Fact]
    public void Decide_WhenNothingNamedSurvives_Refuses()
    {
        Decision decision = new World().WithScope(s => s with { Excluded = ["identity"] }).Asking("identity.givenName", "finance.debts")
            .Decide();

        Assert.Equal((DecisionKind.Refuse, ReasonKinds.ConsentScope), (decision.Kind, decision.Reason!.Kind));
    }

    [Fact]
    public void Decide_WhenAFieldIsNamedTwice_JudgesItOnce()
    {
        Decision decision = new World().Asking("identity.givenName", "identity.givenName").Decide();

        Assert.Single(decision.Fields);
    }

    [Fact]
    public void Decide_WhenThePathwayIsUnknown_RefusesWithoutThrowing()
    {
        var world = new World();

        Decision decision = (world with { Request = world.Request with { Pathway = "no-such-pathway" } }).Decide();

        Assert.False(decision.Releases);
    }

    [Fact]
    public void Decide_WhenARefusalNoFactCouldMendStandsBesideAHold_Refuses()
    {
        World world = new World().WithCase(c => c with { Capacity = c.Capacity with { ConcernOpen = true } }).WithoutConsent();

        Decision decision = world.Decide();

        Assert.Equal((DecisionKind.Refuse, ReasonKinds.ConsentNone), (decision.Kind, decision.Reason!.Kind));
        Assert.Contains(decision.Reasons, r => r.Kind == ReasonKinds.CapacityUnassessed && r.WaitsFor == HoldFacts.CapacityAssessment);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Decide_WhenAStoredConsentSaysYesAndNoToTheSameSharing_TakesTheNo(bool first, bool second)
    {
        var world = new World();
        Consent yes = world.AllConsents()[0];
        ConsentScope Scope(string id, params bool[] declined) => yes.Scopes[0] with
        {
            Id = id,
            Recipients = [.. declined.Select(no => new RecipientChoice("reg-recipient", Declined: no))],
        };

        (world with { Consents = [yes with { Scopes = [Scope("scope-1", first), Scope("scope-2", second)] }] }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
        (world with { Consents = [yes with { Scopes = [Scope("scope-1", first, second)] }] }).Decide()
            .Is(DecisionKind.Refuse, ReasonKinds.ConsentRecipient);
        (world with { Consents = [yes with { Scopes = [Scope("scope-1", false), Scope("scope-2", false)] }] }).Decide()
            .Is(DecisionKind.Release);
    }
}
