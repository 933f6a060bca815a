using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 10: what no consent and no tier opens. Source: fields.md, never flags; .</summary>
internal static class Step10Never
{
    internal static readonly FieldRule[] Rules =
    [
        new(10, "R-110", static (_, f) => f.Field.Never.Contains(NeverFlag.NeverLeaves) || f.Field.Full is FullAudience.FileOnly or FullAudience.SuppressesEntry or FullAudience.SubjectAndReviewer ? ReasonKinds.NeverField : null),
        new(10, "R-109", Suppressed),
        new(10, "R-107", CourtRoute),
        new(10, "R-103", static (e, f) => f.Field.Never.Contains(NeverFlag.ImmigrationEnforcement) && e.RecipientIs(ActorKind.ImmigrationEnforcement) ? ReasonKinds.NeverField : null),
        new(10, "R-102", static (e, f) => f.Field.Never.Contains(NeverFlag.PlacementCircleOnly) && e.Override is null && !InCircle(e, f.Field) ? ReasonKinds.NeverField : null),
        new(10, "R-104", OriginState),
        new(10, "R-094", static (e, f) => f.Field.Never.Contains(NeverFlag.Police) && e.RecipientEnforces && e.Override is null
            && !(e is { Pathway.Purpose: PurposeCodes.Evid, Scope: not null }) && !e.SenderIs(ActorKind.Lawyer)
                ? ReasonKinds.NeverField
                : null),
        new(10, "R-096", static (e, f) => f.Field.Never.Contains(NeverFlag.Relatives) && Relative(e) ? ReasonKinds.NeverField : null),
        new(10, "R-111", static (e, f) => f.Field.Never.Contains(NeverFlag.Employers) && (e.RecipientIs(ActorKind.Employer) || e.Facts.RecipientPerson is { Volunteer: true }) ? ReasonKinds.NeverField : null),
        new(10, "R-037", static (e, f) => f.Field.Never.Contains(NeverFlag.DecisionInput) && e.Request.Use == StatedUse.Eligibility ? ReasonKinds.NeverField : null),
        new(10, "R-112", static (e, f) => f.Field.Path != "identity.caseHandle" && e.RecipientActor!.NeverReceives.Contains(f.Field.Path) && e.Order is null && (e.Override is null || f.Field.Never.Contains(NeverFlag.CourtRoute)) && !ListedRecording(e, f.Field.Path)
            ? ReasonKinds.NeverField
            : null),
        new(10, "R-023", Audience),
    ];

    private static string? Suppressed(Evaluation e, FieldItem f)
    {
        if (e.Facts.Case is not { Suppressed: { Count: > 0 } list }) return null;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Path != f.Field.Path) continue;
            // Expunged or vacated never opens; sealed opens on an order that names path and recipient, whoever asks.
            if (!list[i].SealedOnly) return ReasonKinds.RecordSuppressed;
            if (Order(e, f.Field.Path) is null) return ReasonKinds.CourtOrderRequired;
        }

        return null;
    }

    private static CourtOrder? Order(Evaluation e, string path)
    {
        foreach (var order in e.Case.CourtOrders)
            if (order.RecipientId == e.Request.Recipient && e.Now < order.ValidUntil && order.Paths.Has(path)) return order;
        return null;
    }

    private static string? CourtRoute(Evaluation e, FieldItem f)
    {
        if (!f.Field.Never.Contains(NeverFlag.CourtRoute) || e.Facts.Case is null) return null;
        if (ListedRecording(e, f.Field.Path)) return null;
        if (Order(e, f.Field.Path) is { } order)
            // Therapy leaves only after she was told.
            return f.Field.Full == FullAudience.TherapistOnly && !order.PersonNotified ? ReasonKinds.CourtOrderRequired : null;
        // Her consent may bring material before a court itself; a therapy record and a recording need the order or the list.
        return e.RecipientIs(ActorKind.Court) && f.Field.Full == FullAudience.Keep && e.Scope is not null ? null : ReasonKinds.CourtOrderRequired;
    }

    private static bool ListedRecording(Evaluation e, string path) => path == "justice.recording" && e.Participant() is { ListedViewer: true };

    private static bool InCircle(Evaluation e, PolicyField field)
    {
        // Child protection must find the child it is told of; the shelter's own address stays in the circle.
        if (e.Duty && e.RecipientIs(ActorKind.PlacementCircle) && field.Path == "contact.residence") return true;
        if (e.Participant() is not { } participant) return false;
        return participant.PlacementCircle && e.RecipientIs(ActorKind.PlacementCircle)
            && (!e.Child || participant.AssignedChildSpecialist);
    }

    private static string? OriginState(Evaluation e, FieldItem f)
    {
        if (!f.Field.Never.Contains(NeverFlag.OriginState) || e.Recipient is not { } recipient || e.Override is not null) return null;
        var origin = e.Facts.Case is { } subject && (subject.StatesOfOrigin.Has(recipient.BodyOfState) || subject.StatesOfOrigin.Has(recipient.Country));
        if (!origin && !e.RecipientForeign) return null;
        if (e.Scope is not { } scope) return ReasonKinds.NeverField;
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
        FullAudience.PlacementCircle => e.Override is not null || InCircle(e, f.Field) ? null : ReasonKinds.NeverField,
        FullAudience.PoliceOnly => e.RecipientIs(ActorKind.Police) || e.Order is not null ? null : ReasonKinds.NeverField,
        FullAudience.None => ReasonKinds.NeverField,
        _ => null,
    };
}
