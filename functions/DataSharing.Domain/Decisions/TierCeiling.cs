using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>The tier of a delivery: the lowest of consent, pathway, recipient and request. Source: .</summary>
internal static class TierCeiling
{
    /// <summary>The tier, or null: this recipient receives nothing here.</summary>
    internal static Tier? Of(Evaluation e)
    {
        if (OfRecipient(e) is not { } tier)
            return null;
        tier = Min(tier, e.Pathway!.Ceiling);
        if (e.Request.Tier is { } asked)
            tier = Min(tier, asked);
        if (e.Scope is { } scope)
            tier = Min(tier, scope.Tier);
        // FULL only to a role that may hold it, and by her explicit choice; a duty gives no choice, so it never goes above PORTION.
        if (tier == Tier.Full && !(e.RecipientActor!.FullEligible && e.Scope is { FullByExplicitChoice: true }))
            tier = Tier.Portion;
        return tier;
    }

    private static Tier? OfRecipient(Evaluation e)
    {
        Actor actor = e.RecipientActor!;
        return Holds(e, actor.Qualifier) ? actor.HighestTier : actor.OtherwiseTier;
    }

    private static bool Holds(Evaluation e, TierQualifier qualifier) => qualifier switch
    {
        TierQualifier.None => true,
        TierQualifier.OwnFile => e.Participant() is not null,
        TierQualifier.ExplicitChoice => e.Scope is { } scope && (scope.FullByExplicitChoice || !e.RecipientActor!.FullEligible),
        TierQualifier.ForChild => e.Child,
        TierQualifier.ForIdentification => e.Pathway!.Purpose == PurposeCodes.Nrmid,
        // One consent is one matter: being its named recipient is being instructed.
        TierQualifier.ForMatter => e.Scope is not null,
        TierQualifier.AsLead => e.Participant() is { Lead: true },
        TierQualifier.ForEvidence => e.Pathway!.Purpose is not PurposeCodes.Intel,
        TierQualifier.TaskDataOnly or TierQualifier.GradedItems => true,
        TierQualifier.OverrideOnly => e.Request.Override is not null,
        TierQualifier.AsOrdered => e.Order is not null || e.Scope is not null || HasOrder(e),
        TierQualifier.WhenReferring => e.Pathway!.Recipients.Contains(e.RecipientActor!.Code),
        TierQualifier.OwnDataOnly => e.Scope is { AtPersonsRequest: true },
        TierQualifier.NamedAndRiskChecked => e.Scope is not null && e.Case.FamilyCheck == Cases.CheckState.Clear,
        _ => false,
    };

    private static bool HasOrder(Evaluation e)
    {
        foreach (CourtOrder order in e.Case.CourtOrders)
            if (order.RecipientId == e.Request.Recipient && e.Now < order.ValidUntil)
                return true;
        return false;
    }

    private static Tier Min(Tier a, Tier b) => a < b ? a : b;
}
