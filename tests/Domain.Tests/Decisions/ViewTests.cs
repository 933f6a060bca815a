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
        var view = new World()
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
        var view = new World().WithCase(c => c with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedBodies = ["reg-recipient"] } }).Decide().ForRequester();

        Assert.Equal(("HOLD", Shown.NotPermitted), (view.Outcome, view.Reason));
    }

    [Fact]
    public void ForHolder_ShowsEveryReason()
    {
        var view = new World().WithoutConsent().WithCase(c => c with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedBodies = ["reg-recipient"] } }).Decide().ForHolder();

        Assert.Equal([ReasonKinds.ConsentNone, ReasonKinds.RiskRaised], view.Decision.Reasons.Select(r => r.Kind));
    }
}
