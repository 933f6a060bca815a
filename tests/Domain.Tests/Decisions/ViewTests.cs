using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Decisions;

public sealed class ViewTests
{
    private static readonly HashSet<string> Visible = [Shown.NotAgreed, Shown.NotNeeded, Shown.NotPermitted];

    [Fact]
    public void ForRequester_WhenPartial_NamesGroupsWithoutTheRealReason()
    {
        RequesterView view = new World()
            .WithCase(c => c with { Suppressed = [new("justice.record", SealedOnly: false)] })
            .WithScope(s => s with { Excluded = ["access"] })
            .Asking("identity.givenName", "access.format", "justice.record", "shelter.location", "finance.debts").Decide().ForRequester();

        Assert.Equal("PARTIAL", view.Outcome);
        Assert.Equal(["identity"], view.ReleasedGroups);
        Assert.All(view.WithheldGroups, g => Assert.Subset(Visible, g.Reasons.ToHashSet()));
        Assert.Equal([Shown.NotAgreed], view.WithheldGroups.Single(g => g.Group == "access").Reasons);
        Assert.Equal([Shown.NotNeeded], view.WithheldGroups.Single(g => g.Group == "finance").Reasons);
    }

    [Fact]
    public void ForRequester_WhenRiskHolds_ShowsNotPermitted()
    {
        RequesterView view = new World()
            .WithCase(c => c with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedBodies = ["reg-recipient"] } }).Decide()
            .ForRequester();

        Assert.Equal(("HOLD", Shown.NotPermitted), (view.Outcome, view.Reason));
    }

    [Fact]
    public void ForHolder_ShowsEveryReason()
    {
        HolderView view = new World().WithoutConsent()
            .WithCase(c => c with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedBodies = ["reg-recipient"] } }).Decide()
            .ForHolder();

        Assert.Equal([ReasonKinds.ConsentNone, ReasonKinds.RiskRaised], view.Decision.Reasons.Select(r => r.Kind));
    }

    [Fact]
    public void Views_OfAnOverride_GiveItsGroundToTheHolderAndNoReasonToTheOtherSide()
    {
        Decision decision = World.For("danger-response", "SHELT", "POL-AT").WithoutConsent().Overriding(OverrideGround.Danger)
            .Asking("identity.preferredName", "risk.threats", "finance.debts").Decide();

        Assert.Equal((DecisionKind.Override, "danger"), (decision.Kind, decision.Because));
        Assert.Contains("finance", decision.ForHolder().WithheldGroups.Select(group => group.Group));
        Assert.Null(decision.ForRequester().Reason);
    }

    [Fact]
    public void ForRequester_WhenNothingIsOnRecord_IsTheSameAsWhenNothingIsNeeded()
    {
        Decision missing = (new World() with { Record = null }).Decide();
        Decision unneeded = (new World() with { Record = null }).Asking("finance.debts").Decide();

        Assert.Equal((ReasonKinds.RecordMissing, ReasonKinds.FieldNotNeeded), (missing.Because, unneeded.Because));
        (RequesterView? one, RequesterView? other) = (missing.ForRequester(), unneeded.ForRequester());
        Assert.Equal((Shown.NotNeeded, "REFUSE", 0, 0), (one.Reason, one.Outcome, one.ReleasedGroups.Count, one.WithheldGroups.Count));
        Assert.Equal(
            (other.Reason, other.Outcome, 0, 0), (one.Reason, one.Outcome, other.ReleasedGroups.Count, other.WithheldGroups.Count));
        Assert.Contains(ReasonKinds.RecordMissing, missing.ForHolder().WithheldGroups.SelectMany(group => group.Reasons));
    }

    [Fact]
    public void ReleasedGroups_OnceThereIsAPackage_AreThoseOfWhichSomethingIsInIt()
    {
        Decision passed = new World().Asking("identity.givenName", "access.format").Decide();
        Assert.Equal(["identity", "access"], passed.ForHolder().ReleasedGroups);
        Decision sent = passed with { Absent = ["access.format"] };

        Assert.Equal(["identity"], sent.ForHolder().ReleasedGroups);
        Assert.Equal(["identity"], sent.ForRequester().ReleasedGroups);
        Assert.DoesNotContain("access", sent.ForHolder().WithheldGroups.Select(group => group.Group));
        Assert.NotEqual(passed.Digest(), sent.Digest());
    }
}
