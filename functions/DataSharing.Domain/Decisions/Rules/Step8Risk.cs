using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 8: no disclosure that raises risk, even with written consent. Source.
/// </summary>
internal static class Step8Risk
{
    internal static readonly RequestRule[] Rules =
    [
        new(8, "R-073", static e => Raised(e) ? new(ReasonKinds.RiskRaised, "R-073", 8) : null),
        new(8, "R-074", static e => Named(e) ? new(ReasonKinds.RiskRaised, "R-074", 8, HoldFacts.RiskReview) : null),
        new(8, "R-075", Current),
        new(8, "R-195", Return),
        new(8, "R-106", Family),
        new(8, "R-142", BestInterests),
        new(8, "R-211", Reidentification),
    ];

    // A duty and an override are weighed before they are claimed: what is assessed there is the danger, not the telling.
    private static bool Weighed(Evaluation e) => e.Duty || e.Request.Override is not null;

    private static bool Raised(Evaluation e) =>
        !Weighed(e) && e.Facts.Case?.Risk is { } risk && (risk.RaisedGenerally || risk.RaisedForPathways.Has(e.Pathway?.Id));

    // Every sharing rests on an assessment that is there, not too old and not under revision, unless the policy names why not.
    private static Reason? Current(Evaluation e)
    {
        if (e.Facts.Case is not { } subject || e.Pathway is not { } pathway)
            return null;
        if (e.Request.Override is not null ? e.Override is not { RiskExempt: null } : pathway.RiskExempt is not null)
            return null;
        return subject.Risk is { UnderRevision: false } risk && e.Now < risk.At + e.Policy.Profile.RiskAssessmentValidity
            ? null
            : new(ReasonKinds.RiskMissing, subject.Risk is null ? "R-073" : "R-075", 8, HoldFacts.RiskAssessment);
    }

    // Named as a danger holds for overrides too: nothing goes to the danger itself.
    private static bool Named(Evaluation e) =>
        e is { Facts.Case.Risk: { } risk, Recipient: { } recipient }
        && (risk.NamedBodies.Has(recipient.Id) || risk.NamedBodies.Has(recipient.AgencyId)
            || risk.NamedAreas.Has(recipient.Country) || risk.NamedAreas.Has(recipient.BodyOfState)
            || StaffNamed(e, risk, recipient.Id));

    // One dangerous colleague is enough: the office, not only the desk, can read what arrives there.
    private static bool StaffNamed(Evaluation e, RiskFacts risk, RegistrationId recipient)
    {
        string agency = recipient;
        foreach (string person in risk.NamedPersons)
            if (person.Length > agency.Length && person[agency.Length] == '/'
                && person.StartsWith(agency, StringComparison.Ordinal))
                return true;
        return false;
    }

    private static Reason? Return(Evaluation e)
    {
        if (Weighed(e) || e.Facts.Case is not { } subject || e.Pathway is not { Purpose: PurposeCodes.Retn })
            return null;
        return subject.Return switch
        {
            { RiskAssessment: CheckState.Raised } => new(ReasonKinds.RiskRaised, "R-195", 8),
            { RiskAssessment: not CheckState.Clear } => new(ReasonKinds.RiskMissing, "R-195", 8, HoldFacts.RiskAssessment),
            { DecisionOnFile: false } => new(ReasonKinds.RiskMissing, "R-195", 8),
            _ => null,
        };
    }

    private static Reason? Family(Evaluation e)
    {
        if (Weighed(e) || e.Pathway is not { Purpose: PurposeCodes.Fami } || e.Facts.Case is not { } subject)
            return null;
        return subject.FamilyCheck switch
        {
            CheckState.Raised => new(ReasonKinds.RiskRaised, "R-106", 8),
            not CheckState.Clear => new(ReasonKinds.RiskMissing, "R-106", 8, HoldFacts.FamilyCheck),
            // A child is named in tracing only for a recorded exceptional reason.
            _ when e.Child && subject.ExceptionalReason is null => new(ReasonKinds.RiskMissing, "R-106", 8, HoldFacts.ExceptionalReason),
            _ => null,
        };
    }

    private static Reason? BestInterests(Evaluation e) =>
        !Weighed(e) && e.Child && (e.Pathway is { Purpose: PurposeCodes.Retn } || e.Requires(PathwayCondition.BestInterests))
            && !e.Case.Return.BestInterestsDecision
        // Specialists decide once it is clear who the guardian is: until then that is what is waited for.
        && !WaitsForGuardian(e)
            ? new(ReasonKinds.RiskMissing, "R-142", 8)
            : null;

    private static bool WaitsForGuardian(Evaluation e)
    {
        foreach (Reason reason in e.Reasons)
            if (reason.WaitsFor is HoldFacts.GuardianAppointed or HoldFacts.GuardianCleared)
                return true;
        return false;
    }

    private static Reason? Reidentification(Evaluation e) =>
        !Weighed(e) && e.Facts.Case is { } subject && e is { Pathway: { } pathway } && e.Requires(PathwayCondition.ReidentificationCheck)
        && !subject.ReidentificationCheckedFor.Has(pathway.Id)
            ? new(ReasonKinds.RiskMissing, "R-211", 8)
            : null;
}
