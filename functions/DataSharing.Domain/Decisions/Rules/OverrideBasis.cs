using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>What an override may rest on: the fact of its ground, on record, of this case. Source: .</summary>
internal static class OverrideBasis
{
    /// <summary>The claim's member that names the ground: it is none of this profile, pathway, sender or recipient.</summary>
    internal const string OfGround = "override.ground";

    /// <summary>One person has acted and no other has confirmed.</summary>
    internal static bool OnePersonOnly(OverrideClaim claim) => claim.Second is not { } second || second.SamePersonAs(claim.First);

    /// <summary>The order the claim names, on record for this recipient and in force; null: there is none.</summary>
    internal static CourtOrder? Order(Evaluation e, OverrideClaim claim)
    {
        if (claim.OrderReference is not { } reference)
            return null;
        foreach (CourtOrder order in e.Case.CourtOrders)
            if (order.Reference == reference && order.RecipientId == e.Request.Recipient && e.Now < order.ValidUntil)
                return order;
        return null;
    }

    /// <summary>Whether the law lays this very report on this sender: the duty's own set, sender and recipient.</summary>
    internal static bool InDuty(Evaluation e, string set)
    {
        if (e.SenderActor is not { } sender || e.RecipientActor is not { } recipient)
            return false;
        foreach (ReportingDuty duty in e.Policy.Profile.ReportingDuties.Values)
            if (duty.OverrideSet == set && duty.To == recipient.Code && duty.Reporters.Contains(sender.Code))
                return true;
        return false;
    }

    /// <summary>Whether a sender that the pathway does not list may use it for a report the law lays on it.</summary>
    internal static bool ReportsUnder(Evaluation e, OverrideClaim claim)
    {
        if (claim.Ground != OverrideGround.MandatedReport)
            return false;
        foreach (string id in e.Pathway!.Overrides)
            if (e.Policy.Overrides[id].Ground == claim.Ground && InDuty(e, id))
                return true;
        return false;
    }

    /// <summary>Why the ground's fact is missing, naming it; null: it is on record.</summary>
    internal static Reason? Missing(Evaluation e, OverrideSet set, OverrideClaim claim) => set.Ground switch
    {
        // The person herself, or a person under doubt of age; else a child whom the record names.
        OverrideGround.ChildSafety when e.Child => null,
        OverrideGround.ChildRecruiting => e.Child ? null : Lacks("R-271", "age.status"),
        OverrideGround.Detention => e.Case.InCustody ? null : Lacks("R-271", "inCustody"),
        OverrideGround.MandatedReport => InDuty(e, set.Id) ? null : Lacks("R-057", OfGround),
        OverrideGround.CourtOrder => Order(e, claim) is not null
            ? null
            : new(
                ReasonKinds.CourtOrderRequired, "R-055", 6, null,
                [claim.OrderReference is null ? "override.orderReference" : "courtOrders"]),
        // Danger and self-harm are what the claim itself states, with the risk row it is about.
        _ => set.OnRecord.Count == 0 || IsStated(e, set) ? null : new(ReasonKinds.OverrideGroundMissing, "R-271", 6, null, set.OnRecord),
    };

    // By a coded answer that may be used: prose says anything, that there is no child too. A suspicion is enough to look for somebody.
    private static bool IsStated(Evaluation e, OverrideSet set)
    {
        foreach (string path in set.OnRecord)
            if (e.Usable(path) && e.Facts.Record!.Answers.GetValueOrDefault(path) is "yes" or "suspected")
                return true;
        return false;
    }

    /// <summary>The fact of a ground that may stand in two places; null: it stands in one.</summary>
    internal static SafetyFact? FactOf(OverrideGround ground) => ground switch
    {
        OverrideGround.ChildSafety or OverrideGround.ChildRecruiting => SafetyFact.Age,
        OverrideGround.Detention => SafetyFact.Custody,
        _ => null,
    };

    private static Reason Lacks(string rule, string what) => new(ReasonKinds.OverrideGroundMissing, rule, 6, null, [what]);

    /// <summary>
    /// Whether her bar yields: to a child-protection duty, a court's order, and danger to life where two persons recorded
    /// beforehand that no unbarred unit can act in time. Never on one person's word, and never to a body abroad.
    /// </summary>
    internal static bool OutweighsBar(Evaluation e)
    {
        if (e.RecipientForeign || e.RecipientActor is not { } recipient)
            return false;
        if (e.Duty)
            return e.Child && e.Policy.Profile.ChildProtection.Contains(recipient.Code);
        if (e.Request.Override is not { } claim || (claim.Urgent && OnePersonOnly(claim)))
            return false;
        return claim.Ground switch
        {
            OverrideGround.ChildSafety => e.Policy.Profile.ChildProtection.Contains(recipient.Code) && ChildDuty(e),
            OverrideGround.CourtOrder => Order(e, claim) is not null,
            OverrideGround.Danger => claim.NoUnbarredUnitReference is not null,
            _ => false,
        };
    }

    private static bool ChildDuty(Evaluation e)
    {
        foreach (string id in e.Pathway!.Overrides)
            if (e.Policy.Overrides[id].Ground == OverrideGround.ChildSafety && InDuty(e, id))
                return true;
        return false;
    }
}
