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
        new(6, "R-280", Contradicted),
    ];

    private static Reason? Ground(Evaluation e)
    {
        if (e.Request.Override is not { } claim || e.Facts.Case is null)
            return null;
        // Only the holder may set consent aside, for a ground its own policy lists, and it says why.
        if (e.Request.Direction != Direction.Send || claim.First.RegistrationId != e.Request.Sender)
            return new(ReasonKinds.OverrideGroundMissing, "R-055", 6);
        string[] lacking =
        [
            .. e.Policy.Profile.OverrideGrounds.Contains(claim.Ground) ? (string[])[] : [OverrideBasis.OfGround],
            .. claim.PolicyReference is null ? (string[])["override.policyReference"] : [],
            .. claim.ConsentNotSought == ConsentNotSought.NotStated ? (string[])["override.consentNotSought"] : [],
        ];
        if (lacking.Length > 0)
            return new(ReasonKinds.OverrideGroundMissing, "R-055", 6, null, lacking);
        // A refusal is outweighed in writing or not at all.
        if (claim.ConsentNotSought == ConsentNotSought.Refused && claim.WeighingReference is null)
            return new(ReasonKinds.OverrideGroundMissing, "R-068", 6, null, ["override.weighingReference"]);
        bool ground = false;
        foreach (string id in e.Pathway!.Overrides.Order(StringComparer.Ordinal))
        {
            OverrideSet set = e.Policy.Overrides[id];
            if (set.Ground != claim.Ground)
                continue;
            ground = true;
            if (set.Recipients.Contains(e.RecipientActor!.Code) || (e.Child && set.ChildRecipients.Contains(e.RecipientActor.Code)))
                return Accept(e, set, claim);
        }

        return ground
            ? new(ReasonKinds.RecipientRole, "R-059", 6)
            : new(ReasonKinds.OverrideGroundMissing, "R-055", 6, null, [OverrideBasis.OfGround]);
    }

    private static Reason? Accept(Evaluation e, OverrideSet set, OverrideClaim claim)
    {
        if (OverrideBasis.Missing(e, set, claim) is { } missing)
            return missing;
        if (set.Ground == OverrideGround.CourtOrder)
            e.Order = OverrideBasis.Order(e, claim);
        e.Override = set;
        e.Flags.Add(DecisionFlags.AlertReviewer);
        e.Flags.Add(DecisionFlags.NotifySurvivorWhenSafe);
        return null;
    }

    private static Reason? PriorNotice(Evaluation e)
    {
        if (e.Override is null || e.Request.Override is not { PriorNoticeReference: null } claim)
            return null;
        // Reports, detention and orders are not the agency's choice: there the missing notice is flagged and stops nothing.
        if (claim.Ground.MayBeUrgent() && !claim.Urgent)
            return new(ReasonKinds.OverrideNoticeMissing, "R-058", 6, null, ["override.priorNoticeReference"]);
        e.Flags.Add(DecisionFlags.NoticeMissing);
        return null;
    }

    private static Reason? SecondPerson(Evaluation e)
    {
        if (e.Override is null || e.Request.Override is not { } claim || !OverrideBasis.OnePersonOnly(claim))
            return null;
        if (!claim.Urgent || !claim.Ground.MayBeUrgent())
            return new(ReasonKinds.OverrideGroundMissing, "R-230", 6, HoldFacts.SecondPerson);
        e.Flags.Add(DecisionFlags.SecondPersonPending);
        return null;
    }

    // Two places differ on the very fact of the ground: that bars nothing, but one person alone never decides which of them is right.
    private static Reason? Contradicted(Evaluation e)
    {
        if (e.Override is not { } set || e.Request.Override is not { } claim || OverrideBasis.FactOf(set.Ground) is not { } fact
            || e.Safety?.IsContradicted(fact) != true)
            return null;
        // A second person's word brings no reference: without one there is nothing that it could confirm, and nothing to wait for.
        if (claim.ContradictionReference is null)
            return new(ReasonKinds.OverrideGroundMissing, "R-280", 6, null, ["override.contradictionReference"]);
        return OverrideBasis.OnePersonOnly(claim) ? new(ReasonKinds.OverrideGroundMissing, "R-280", 6, HoldFacts.SecondPerson) : null;
    }
}
