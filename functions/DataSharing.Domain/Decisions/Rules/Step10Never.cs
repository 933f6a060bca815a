using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 10: what no consent and no tier opens. Source: fields.md, never flags; .</summary>
internal static class Step10Never
{
    internal static readonly FieldRule[] Rules =
    [
        new(
            10, "R-110",
            static (_, f) => f.Field.Never.Contains(NeverFlag.NeverLeaves)
                || f.Field.Full is FullAudience.FileOnly or FullAudience.SuppressesEntry or FullAudience.SubjectAndReviewer
                ? ReasonKinds.NeverField
                : null),
        new(10, "R-109", Suppressed),
        new(10, "R-107", CourtRoute),
        new(
            10, "R-103",
            static (e, f) => f.Field.Never.Contains(NeverFlag.ImmigrationEnforcement) && e.RecipientIs(ActorKind.ImmigrationEnforcement)
                ? ReasonKinds.NeverField
                : null),
        new(
            10, "R-102",
            static (e, f) => f.Field.Never.Contains(NeverFlag.PlacementCircleOnly) && !MayLocate(e, f.Field)
                ? ReasonKinds.NeverField
                : null),
        new(10, "R-104", OriginState),
        new(10, "R-094", static (e, f) => f.Field.Never.Contains(NeverFlag.Police) && e.RecipientEnforces && e.Override is null
            && !(e is { Pathway.Purpose: PurposeCodes.Evid, Scope: not null }) && !e.SenderIs(ActorKind.Lawyer)
                ? ReasonKinds.NeverField
                : null),
        new(10, "R-096", static (e, f) => f.Field.Never.Contains(NeverFlag.Relatives) && Relative(e) ? ReasonKinds.NeverField : null),
        new(
            10, "R-111",
            static (e, f) => f.Field.Never.Contains(NeverFlag.Employers)
                && (e.RecipientIs(ActorKind.Employer) || e.Facts.RecipientPerson is { Volunteer: true })
                ? ReasonKinds.NeverField
                : null),
        new(
            10, "R-037",
            static (e, f) => f.Field.Never.Contains(NeverFlag.DecisionInput) && e.Request.Use == StatedUse.Eligibility
                ? ReasonKinds.NeverField
                : null),
        new(
            10, "R-112",
            static (e, f) => f.Field.Path != "identity.caseHandle" && e.RecipientActor!.NeverReceives.Contains(f.Field.Path)
                && e.Order is null && (e.Override is null || f.Field.Never.Contains(NeverFlag.CourtRoute))
                && !ListedRecording(e, f.Field.Path)
            ? ReasonKinds.NeverField
            : null),
        new(10, "R-023", Audience),
    ];

    private static string? Suppressed(Evaluation e, FieldItem f)
    {
        if (e.Facts.Case is not { Suppressed: { Count: > 0 } list })
            return null;
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Path != f.Field.Path)
                continue;
            // One item of a list is left out of it; where that item cannot be found, or nothing would be left, the whole field is withheld.
            if (list[i].Item is { } item && Step10Items.CanLeaveOut(e, f.Field.Path, item))
                continue;
            if (StaysSuppressed(e, list[i]) is { } kind)
                return kind;
        }

        return null;
    }

    /// <summary>
    /// Expunged or vacated never opens; sealed opens on an order that names path and recipient, whoever asks. Null: it is
    /// open.
    /// </summary>
    internal static string? StaysSuppressed(Evaluation e, SuppressedPath entry) =>
        !entry.SealedOnly ? ReasonKinds.RecordSuppressed : Order(e, entry.Path) is null ? ReasonKinds.CourtOrderRequired : null;

    /// <summary>The order that opens a path for this recipient, or null.</summary>
    internal static CourtOrder? Order(Evaluation e, string path)
    {
        if (e.Facts.Case is not { CourtOrders: { Count: > 0 } orders })
            return null;
        for (int i = 0; i < orders.Count; i++)
            if (orders[i].Opens(path, e.Request.Recipient, e.Now))
                return orders[i];
        return null;
    }

    private static string? CourtRoute(Evaluation e, FieldItem f)
    {
        if (!f.Field.Never.Contains(NeverFlag.CourtRoute) || e.Facts.Case is null)
            return null;
        if (ListedRecording(e, f.Field.Path))
            return null;
        // Only after she was told.
        if (Order(e, f.Field.Path) is { } order)
            return order.PersonNotified ? null : ReasonKinds.CourtOrderRequired;
        // Therapy and recordings go their own ways. The rest passes for the purposes of its row, where her consent
        // names that very field; prose is held to the approved text besides.
        return f.Field.Full is not (FullAudience.TherapistOnly or FullAudience.ListedViewers) && ForItsPurpose(e, f.Field)
            && ConsentNames(e, f.Field.Path)
            ? null
            : ReasonKinds.CourtOrderRequired;
    }

    /// <summary>The catalogue's PORTION column names the pathway's purpose for this field.</summary>
    private static bool ForItsPurpose(Evaluation e, PolicyField field)
    {
        for (int i = 0; i < field.Portion.Count; i++)
            if (field.Portion[i].Purposes.Contains(e.Pathway!.Purpose))
                return true;
        return false;
    }

    // By path, and not as part of a group, of a pathway's set or of everything.
    private static bool ConsentNames(Evaluation e, string path) =>
        e.Scope is { } scope && (scope.Included.Has(path) || scope.ExpresslyChosen.Has(path));

    private static bool ListedRecording(Evaluation e, string path) =>
        path == "justice.recording" && e.Participant() is { ListedViewer: true };

    // Beside the circle: an override set, a duty whose field set names the path (child protection must find the child it is told of,
    // R-131), and the purposes of the field's row where her consent names that very field. A protected placement stays in the circle.
    private static bool MayLocate(Evaluation e, PolicyField field)
    {
        if (InCircle(e, field))
            return true;
        if (field.Group == "shelter" || field.Path == "guardian.stateAgency")
            return false;
        if (e.Override is not null)
            return true;
        return e.Duty ? e.Pathway!.RiskFacts.Contains(field.Path) : ForItsPurpose(e, field) && ConsentNames(e, field.Path);
    }

    private static bool InCircle(Evaluation e, PolicyField field)
    {
        if (e.Participant() is not { } participant)
            return false;
        return participant.PlacementCircle && e.RecipientIs(ActorKind.PlacementCircle)
            && (!e.Child || participant.AssignedChildSpecialist);
    }

    private static string? OriginState(Evaluation e, FieldItem f)
    {
        if (!f.Field.Never.Contains(NeverFlag.OriginState) || e.Recipient is not { } recipient || e.Override is not null)
            return null;
        bool origin = e.Facts.Case is { } subject
            && (subject.StatesOfOrigin.Has(recipient.BodyOfState) || subject.StatesOfOrigin.Has(recipient.Country));
        if (!origin && !e.RecipientForeign)
            return null;
        if (e.Scope is not { } scope)
            return ReasonKinds.NeverField;
        // Being a named recipient opens identity and papers; that she is a victim passes only if the consent says so of this body.
        return Status(f.Field) && !scope.StatusMayReach.Has(recipient.Id) ? ReasonKinds.NeverField : null;
    }

    private static bool Status(PolicyField field) =>
        field.Group is "nrm" or "exploitation" or "immigration" or "history" or "return" || field.Marks.Contains(Mark.Trafficking);

    private static bool Relative(Evaluation e) =>
        e.RecipientIs(ActorKind.Relative)
        && !(e.RecipientIs(ActorKind.Guardian) && e.Facts.Case is { Guardians.Parental: ParentalGuardian.Appointed });

    // The catalogue's narrower audience holds at every tier.
    private static string? Audience(Evaluation e, FieldItem f) => f.Field.Full switch
    {
        FullAudience.PlacementCircle => InCircle(e, f.Field) ? null : ReasonKinds.NeverField,
        FullAudience.PoliceOnly => e.RecipientIs(ActorKind.Police) || e.Order is not null ? null : ReasonKinds.NeverField,
        FullAudience.None => ReasonKinds.NeverField,
        _ => null,
    };
}
