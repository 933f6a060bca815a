using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 5: age and capacity. Doubt about age means child rules. Source.
/// </summary>
internal static class Step5AgeAndCapacity
{
    internal static readonly RequestRule[] Rules =
    [
        new(5, "R-128", AgeDoubt),
        new(5, "R-132", GuardianUnfit),
        new(5, "R-134", GuardianMet),
        new(5, "R-234", NoGuardian),
        new(5, "R-137", ChildSpecialist),
        new(5, "R-128s", PathwaySubjectFits),
        new(5, "R-149", CapacityConcern),
        new(5, "R-150", FormalProcedure),
        new(5, "R-148", CapacityForThis),
    ];

    private static bool Applies(Evaluation e) => e.Facts.Case is not null && e.Request.Override is null;

    private static Reason? AgeDoubt(Evaluation e)
    {
        if (!Applies(e) || e.Case.Age.At(e.Present) != AgeStatus.Disputed)
            return null;
        bool adultBasis = e.ConsentRequired && e.Match.Consent is { Basis: ConsentBasis.Adult };
        return adultBasis || e.Pathway!.Subject == PathwaySubject.AdultOnly
            ? new(ReasonKinds.ChildAgeDoubt, "R-128", 5, HoldFacts.AgeAssessment)
            : null;
    }

    private static Reason? GuardianUnfit(Evaluation e)
    {
        if (!Applies(e) || !e.Child || !e.ConsentRequired)
            return null;
        return e.Case.Guardians.Parental switch
        {
            ParentalGuardian.Implicated when ByGuardian(e) => new(ReasonKinds.ChildGuardianUnfit, "R-132", 5),
            ParentalGuardian.Unclear when ByGuardian(e)
                || e.Match.Consent is null => new(ReasonKinds.ChildGuardianUnfit, "R-132", 5, HoldFacts.GuardianCleared),
            _ => null,
        };

        static bool ByGuardian(Evaluation e) =>
            e.Match.Consent?.Evidence.Guardian is { Capacity: not GuardianCapacity.Court };
    }

    private static Reason? GuardianMet(Evaluation e) =>
        Applies(e) && e.Child && e.Requires(PathwayCondition.GuardianMet)
        && (e.Case.Guardians.Advocate != GuardianAdvocate.Met || e.Case.Guardians.Parental == ParentalGuardian.None)
        && !RecordingExists(e)
            ? new(ReasonKinds.ChildGuardianMissing, "R-134", 5)
            : null;

    // A recording already made is looked at, not questioned anew: the guardian's consent is still needed, the meeting is past.
    private static bool RecordingExists(Evaluation e) =>
        e.Case.ChildInterviewRecorded && e.Pathway!.Purpose == PurposeCodes.Film && e.Case.Guardians.Parental == ParentalGuardian.Appointed;

    private static Reason? NoGuardian(Evaluation e)
    {
        if (!Applies(e) || !e.Child || !e.ConsentRequired || e.Has(ReasonKinds.ChildGuardianMissing))
            return null;
        if (e.Case.Guardians.Parental is not (ParentalGuardian.None or ParentalGuardian.Implicated))
            return null;
        // A court may consent in place of a guardian; under an age doubt the adult basis is held by that doubt.
        if (e.Match.Consent is { } consent
            && (consent.Basis == ConsentBasis.Adult
                ? e.Has(ReasonKinds.ChildAgeDoubt)
                : consent.Evidence.Guardian is { Capacity: GuardianCapacity.Court }))
            return null;
        if (e.Has(ReasonKinds.ChildGuardianUnfit))
            return null;
        return e.Policy.Profile.WithoutGuardian.Contains(e.Pathway!.Id)
            ? null
            : new(ReasonKinds.ChildGuardianMissing, "R-234", 5, HoldFacts.GuardianAppointed);
    }

    private static Reason? ChildSpecialist(Evaluation e)
    {
        if (!Applies(e) || !e.Child || e.Recipient is not { } recipient || e.RecipientActor is not { } actor)
            return null;
        if (actor.Is(ActorKind.ChildSpecialist) || actor.Is(ActorKind.Lawyer) || actor.Is(ActorKind.Health) || actor.Is(ActorKind.Court))
            return null;
        if (actor.Is(ActorKind.ChildSpecialistPossible)
            && (recipient.ChildSpecialist || e.Facts.RecipientPerson is { ChildSpecialist: true }))
            return null;
        // While age is in doubt, the doubt is what a reviewer can act on; its end may mend this too.
        if (e.Has(ReasonKinds.ChildAgeDoubt))
            return null;
        // At CASE nothing identifies a child, so intelligence may go where her data may not.
        if (e.Pathway!.Ceiling <= Tier.Case)
            return null;
        return new(ReasonKinds.ChildSpecialistOnly, "R-137", 5);
    }

    private static Reason? PathwaySubjectFits(Evaluation e)
    {
        if (!Applies(e))
            return null;
        return (e.Pathway!.Subject, e.Case.Age.At(e.Present)) switch
        {
            (PathwaySubject.AdultOnly, AgeStatus.Child) => new(ReasonKinds.ChildSpecialistOnly, "R-128", 5),
            // A court that continues the guardianship keeps the child's pathways open.
            (PathwaySubject.ChildOnly, AgeStatus.Adult) when !e.Duty && e.Case.Age.GuardianshipContinues => null,
            (PathwaySubject.ChildOnly, AgeStatus.Adult) when !e.Duty => new(ReasonKinds.ConsentPurpose, "R-141", 5),
            (PathwaySubject.ChildOnly, AgeStatus.Adult) => new(ReasonKinds.RecipientRole, "R-141", 5),
            _ => null,
        };
    }

    private static Reason? CapacityConcern(Evaluation e) =>
        Applies(e) && e.Case.Capacity.ConcernOpen
        && !e.Requires(PathwayCondition.RunsUnderCapacityConcern)
        && !e.Policy.Profile.WithoutCapacity.Contains(e.Pathway!.Id)
        && e.Pathway.Purpose is not (PurposeCodes.Safe or PurposeCodes.Miss)
        && e.Case.Capacity.HasCapacityFor(e.Pathway.Purpose) is not true
            ? new(ReasonKinds.CapacityUnassessed, "R-149", 5, HoldFacts.CapacityAssessment)
            : null;

    private static Reason? FormalProcedure(Evaluation e) =>
        Applies(e) && e.Case.Capacity is { IntellectualDisabilityIndicated: true, ClinicalAssessmentDone: false }
        && (e.Requires(PathwayCondition.FormalProcedure) || e.Pathway!.Purpose is PurposeCodes.Evid or PurposeCodes.Film)
            ? new(ReasonKinds.CapacityUnassessed, "R-150", 5, HoldFacts.CapacityAssessment)
            : null;

    private static Reason? CapacityForThis(Evaluation e)
    {
        if (!Applies(e) || !e.ConsentRequired || e.Has(ReasonKinds.CapacityUnassessed))
            return null;
        foreach (ConsentFinding finding in e.Match.Findings)
            if (finding.Kind == ReasonKinds.CapacityUnassessed && !e.Policy.Profile.WithoutCapacity.Contains(e.Pathway!.Id))
                return new(ReasonKinds.CapacityUnassessed, "R-148", 5, HoldFacts.CapacityAssessment);
        return null;
    }
}
