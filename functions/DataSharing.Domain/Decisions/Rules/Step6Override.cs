using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 6, the other door: an override on a closed ground, by the holder, to one body able to act, with a second person.
/// Source.
/// </summary>
internal static class Step6Override
{
    internal static readonly RequestRule[] Rules =
    [
        new(6, "R-055", Ground),
        new(6, "R-058", PriorNotice),
        new(6, "R-230", SecondPerson),
    ];

    private static Reason? Ground(Evaluation e)
    {
        if (e.Request.Override is not { } claim || e.Facts.Case is null) return null;
        // Only the holder may set consent aside, for a ground its own policy lists, and it says why.
        if (e.Request.Direction != Direction.Send || claim.PolicyReference is null || claim.ConsentNotSought == ConsentNotSought.NotStated
            || !e.Policy.Profile.OverrideGrounds.Contains(claim.Ground) || claim.First.RegistrationId != e.Request.Sender)
            return new(ReasonKinds.OverrideGroundMissing, "R-055", 6);
        // A refusal is outweighed in writing or not at all.
        if (claim.ConsentNotSought == ConsentNotSought.Refused && claim.WeighingReference is null)
            return new(ReasonKinds.OverrideGroundMissing, "R-068", 6);
        var ground = false;
        foreach (var id in e.Pathway!.Overrides.Order(StringComparer.Ordinal))
        {
            var set = e.Policy.Overrides[id];
            if (set.Ground != claim.Ground) continue;
            ground = true;
            if (set.Recipients.Contains(e.RecipientActor!.Code) || (e.Child && set.ChildRecipients.Contains(e.RecipientActor.Code)))
                return Accept(e, set, claim);
        }

        return ground ? new(ReasonKinds.RecipientRole, "R-059", 6) : new(ReasonKinds.OverrideGroundMissing, "R-055", 6);
    }

    private static Reason? Accept(Evaluation e, OverrideSet set, OverrideClaim claim)
    {
        // A court's order must be on record. A mandated report rests on the law and on the set it may name.
        if (set.Ground == OverrideGround.CourtOrder)
        {
            foreach (var order in e.Case.CourtOrders)
                if (order.Reference == claim.OrderReference && order.RecipientId == e.Request.Recipient && e.Now < order.ValidUntil) e.Order = order;
            if (e.Order is null) return new(ReasonKinds.CourtOrderRequired, "R-055", 6);
        }

        if (set.Ground == OverrideGround.MandatedReport && !BoundByDuty(e)) return new(ReasonKinds.OverrideGroundMissing, "R-057", 6);
        e.Override = set;
        e.Flags.Add(DecisionFlags.AlertReviewer);
        e.Flags.Add(DecisionFlags.NotifySurvivorWhenSafe);
        return null;
    }

    private static bool BoundByDuty(Evaluation e)
    {
        foreach (var duty in e.Policy.Profile.ReportingDuties.Values)
            if (duty.Reporters.Contains(e.SenderActor!.Code) && duty.To == e.RecipientActor!.Code) return true;
        return false;
    }

    private static Reason? PriorNotice(Evaluation e)
    {
        if (e.Override is null || e.Request.Override is not { PriorNoticeReference: null } claim) return null;
        var passes = claim.Urgent || (claim.Ground == OverrideGround.MandatedReport && e.Policy.Profile.ReportWithoutNoticePasses);
        if (!passes) return new(ReasonKinds.OverrideNoticeMissing, "R-058", 6);
        e.Flags.Add(DecisionFlags.NoticeMissing);
        return null;
    }

    private static Reason? SecondPerson(Evaluation e)
    {
        if (e.Override is null || e.Request.Override is not { } claim) return null;
        if (claim.Second is { } second && !second.SamePersonAs(claim.First)) return null;
        if (!claim.Urgent) return new(ReasonKinds.OverrideGroundMissing, "R-230", 6, HoldFacts.SecondPerson);
        e.Flags.Add(DecisionFlags.SecondPersonPending);
        return null;
    }
}
