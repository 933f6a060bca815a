using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 9: the tier and purpose filter, by path. Source: .</summary>
internal static class Step9Fields
{
    internal static readonly FieldRule[] Rules =
    [
        new(9, "R-190", static (e, f) => e.Override is null && !AgreedSuspect(e, f) ? e.Plan.Refused(f.Field.Path) : null),
        new(9, "R-024", Granted),
        new(9, "R-025", LimitHolds),
        new(9, "R-279", static (e, f) => NotCoded(e, f) ? ReasonKinds.FieldNotNeeded : null),
        new(
            9, "R-280",
            static (e, f) => ContactUnsafe(e, f.Field.Path)
                ? ReasonKinds.ChannelUnsafe
                : Doubtful(e, f)
                ? ReasonKinds.FieldNotNeeded
                : null),
        new(9, "R-247", static (e, f) => Volunteer(e) && !e.Policy.TaskData.Contains(f.Field.Path) ? ReasonKinds.RecipientRole : null),
        new(
            9, "R-026",
            static (e, f) => e is { Tier: Tier.Case, Override: null } && f.Field.Case.ReidentificationCheck && !Checked(e)
                ? ReasonKinds.RiskMissing
                : null),
        new(
            9, "R-034",
            static (e, f) => f.Field.FreeText && (e.Tier < Tier.Full || f.Field.Never.Contains(NeverFlag.CourtRoute))
                && !TextOpens(e, f.Field.Path)
            ? ReasonKinds.ConsentScope
            : null),
        new(
            9, "R-035",
            static (e, f) => f.Field.Group == "services" && e.Participant() is not { Lead: true } ? ReasonKinds.RecipientRole : null),
        new(
            9, "R-135",
            static (e, f) => e.Facts.Case is { VolunteeredByChild: { Count: > 0 } told } && told.Has(f.Field.Path) && e.Duty
                ? ReasonKinds.FieldNotNeeded
                : null),
        new(
            9, "R-145",
            static (e, f) => f.Field.Path == "age.result" && e.Facts.Case is not { Age.DecisionReasoned: true }
                ? ReasonKinds.FieldNotNeeded
                : null),
    ];

    private static string? Granted(Evaluation e, FieldItem f)
    {
        if (e.Override is not null)
            return null;
        if (f.Grant is { } grant)
            return grant.Actors.Count == 0 || grant.Actors.Contains(e.RecipientActor!.Code) ? null : ReasonKinds.FieldNotNeeded;
        // Agreed suspect items may join intelligence; they are never in its automatic set.
        return AgreedSuspect(e, f) ? null : ReasonKinds.FieldNotNeeded;
    }

    // A statement that would have to be made from words is not made. What is missing altogether is no secret, and no field either.
    private static bool NotCoded(Evaluation e, FieldItem f)
    {
        if (e.Facts.Record is not { NotCoded: { Count: > 0 } words })
            return false;
        if (e.Tier == Tier.Case || e.Override?.Generalised.Contains(f.Field.Path) == true)
            return f.Field.Case.Generaliser switch
            {
                { } by when GeneraliserAnswers.ToldBy(by) is { } other => words.Has(other),
                { } by when GeneraliserAnswers.States(by) => words.Has(f.Field.Path),
                _ => false,
            };
        return e.Override is null && f.Grant?.Limit is { } limit && e.Policy.Limits[limit].Mode is LimitMode.YesNo or LimitMode.Marker
            && words.Has(f.Field.Path);
    }

    // Who saves a life or looks for her may have a contact that nobody called safe; one whose safety is contradicted goes to nobody.
    private static bool ContactUnsafe(Evaluation e, string path) =>
        e.Safety is { } safety && e.Policy.GuardOf(path) is { } guard
        && (safety.IsContradicted(guard.Fact) || (guard.BothSayYes && e.Override is null && !safety.SaysYes(guard.Fact)));

    // Coarsened, age is told as the cautious answer or not at all.
    private static bool Doubtful(Evaluation e, FieldItem f) =>
        e.Safety?.IsDoubtful(f.Field.Path) == true
            && !(e is { Tier: Tier.Case, Override: null } && f.Field.Case.Generaliser is Generaliser.AdultOrChild);

    private static bool Volunteer(Evaluation e) => e.RecipientIs(ActorKind.Volunteer) || e.Facts.RecipientPerson is { Volunteer: true };

    private static bool AgreedSuspect(Evaluation e, FieldItem f) =>
        f.Named && Step7Originator.IsSuspects(f.Field.Path) && e is { Tier: Tier.Case, Pathway.Purpose: PurposeCodes.Intel }
        && Step7Originator.AgreedItem(e, f.Field.Path);

    private static bool Checked(Evaluation e) => e.Facts.Case is { } subject && subject.ReidentificationCheckedFor.Has(e.Pathway!.Id);

    // An order opens the fields it names, words included; no other override opens any.
    private static bool TextOpens(Evaluation e, string path) => e.Order is { } order
        ? order.Paths.Has(path)
        : Step10Never.Order(e, path) is not null || Approved(e, path);

    // In a content that the system composed and she approved, and that this delivery is: whether word for word, its digest tells where the
    // values are. What a sender says of an approval is not looked at.
    private static bool Approved(Evaluation e, string path) => e.Approval is { } approval && approval.Paths.Has(path);

    private static string? LimitHolds(Evaluation e, FieldItem f)
    {
        if (e.Override is not null || f.Grant?.Limit is not { } limit)
            return null;
        bool chosen = e.Scope is { } scope && (scope.ExpresslyChosen.Covers(f.Field) || scope.ReliedOn.Covers(f.Field));
        return limit switch
        {
            PortionLimit.SurvivorChoice => chosen ? null : ReasonKinds.ConsentScope,
            PortionLimit.WhereReliedOn => chosen ? null : ReasonKinds.FieldNotNeeded,
            PortionLimit.HousingMatterOnly => Relied(e, "housing") ? null : ReasonKinds.FieldNotNeeded,
            PortionLimit.LegalAidOnly => Relied(e, "legalAid") ? null : ReasonKinds.FieldNotNeeded,
            PortionLimit.PayerOnly => Relied(e, "payer") ? null : ReasonKinds.FieldNotNeeded,
            PortionLimit.IfSafeToUse => SafeToUse(e, f.Field.Path) ? null : ReasonKinds.ChannelUnsafe,
            PortionLimit.ForChildren => e.Child ? null : ReasonKinds.FieldNotNeeded,
            PortionLimit.AgreedItemsOnly => Agreed(e, f.Field.Path) ? null : ReasonKinds.ConsentScope,
            PortionLimit.CoOperationGroundOnly => e.Scope is { PermitGround: "coOperation" } ? null : ReasonKinds.ConsentPurpose,
            PortionLimit.ThroughLawyer => e.SenderIs(ActorKind.Lawyer) || e.RecipientIs(ActorKind.Lawyer) ? null : ReasonKinds.NeverField,
            PortionLimit.ApprovedText => Approved(e, f.Field.Path) ? null : ReasonKinds.ConsentScope,
            PortionLimit.ByHandlingCode => Step7Originator.Mark(e, f.Field.Path) is not null ? null : ReasonKinds.OriginatorCode,
            PortionLimit.GroundOnly => ReasonKinds.FieldNotNeeded,
            PortionLimit.OwnConsentOnly or PortionLimit.OwnConsentValidityOnly => e.Scope is not null ? null : ReasonKinds.FieldNotNeeded,
            _ => null,
        };
    }

    private static bool Relied(Evaluation e, string matter) => e.Scope is { } scope && scope.ReliedOn.Has(matter);

    private static bool SafeToUse(Evaluation e, string path) =>
        e.Facts.Case is { } subject
        && (path.StartsWith("contact.phone.", StringComparison.Ordinal) ? subject.PhoneSafe
            : path.StartsWith("contact.email.", StringComparison.Ordinal) && subject.EmailSafe);

    private static bool Agreed(Evaluation e, string path)
    {
        if (e.Facts.Case is not { } subject)
            return false;
        foreach (ItemAgreement item in subject.ItemAgreements)
            if (item.Path == path && item.RecipientId == e.Request.Recipient)
                return true;
        return false;
    }
}
