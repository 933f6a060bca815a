using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 9, for the whole request: the tier, and reuse before new questions. Source: .</summary>
internal static class Step9Conditions
{
    internal static readonly RequestRule[] Rules =
    [
        new(9, "R-022", SetTier),
        new(9, "R-210", static e =>
            e.Request.Use == StatedUse.NewInterview && e.Facts.Case is { ChildInterviewRecorded: true }
                ? new(ReasonKinds.FieldNotNeeded, "R-210", 9, HoldFacts.ReuseOffered)
                : null),
    ];

    private static Reason? SetTier(Evaluation e)
    {
        if (e.RecipientActor is null || e.Pathway is null)
            return null;
        if (e.Override is not null)
        {
            e.Tier = Tier.Portion;
            return null;
        }

        if (e.Request.Override is not null || e.RecipientIs(ActorKind.ImmigrationEnforcement))
            return null;
        if (e.ConsentRequired && e.Match.Scope is null)
            return null;
        // A listed viewer gets the recording, and nothing else, by the judge's list and not by role.
        if (TierCeiling.Of(e) is not { } tier)
        {
            if (e.Participant() is not { ListedViewer: true } || !Step1Verify.AsksCourtMaterialOnly(e))
                return new(ReasonKinds.RecipientRole, "R-023", 9);
            tier = Tier.Portion;
        }

        e.Tier = tier;
        return null;
    }
}
