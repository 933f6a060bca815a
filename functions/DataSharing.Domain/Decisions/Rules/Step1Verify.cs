using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 1: who is asking, may that body and that role receive at all, is there a case. Source.
/// </summary>
internal static class Step1Verify
{
    internal static readonly RequestRule[] Rules =
    [
        new(1, "R-082", static e => e.Facts.Case is null ? new(ReasonKinds.RecipientUnverified, "R-082", 1) : null),
        new(1, "R-081", Recipient),
        new(1, "R-084", Person),
        new(
            1, "R-001",
            static e => e.Pathway is null || e.Facts.Case is { Closed: true } ? new(ReasonKinds.ConsentNone, "R-001", 1) : null),
        new(1, "R-023", Role),
        new(
            1, "R-091",
            static e => e.Facts.RecipientPerson is { Volunteer: true } && e.RecipientActor?.Code != "VOL"
                ? new(ReasonKinds.RecipientRole, "R-091", 1)
                : null),
    ];

    private static Reason? Recipient(Evaluation e)
    {
        bool known = e.Recipient is { } recipient && recipient.Id == e.Request.Recipient && e.RecipientActor is not null
            && recipient.StandsAt(e.Now);
        // A holder that no longer stands sends nothing either.
        bool holder = e.Facts.Sender is { } sender && sender.Id == e.Request.Sender && e.SenderActor is not null && sender.StandsAt(e.Now)
            && (e.Facts.Case is null || e.Facts.Case.Holder == sender.Id);
        return known && holder ? null : new(ReasonKinds.RecipientUnverified, "R-081", 1);
    }

    private static Reason? Person(Evaluation e)
    {
        if (e.Request.RecipientPerson is not { } id)
            return null;
        return e.Facts.RecipientPerson is { } person && person.Id == id && person.RegistrationId == e.Request.Recipient
            && person.StandsAt(e.Now)
            ? null
            : new(ReasonKinds.RecipientUnverified, "R-084", 1);
    }

    private static Reason? Role(Evaluation e)
    {
        if (e.RecipientActor is not { } actor || e.Pathway is not { } pathway)
            return null;
        // The firewall speaks for itself in step 3: its reason tells the holder more.
        if (actor.Is(ActorKind.ImmigrationEnforcement))
            return null;
        bool sends = e.SenderActor is { } sender && pathway.Directions.Contains(e.Request.Direction)
            && (pathway.Senders.Contains(sender.Code) || (e.Request.Override is { } claim && OverrideBasis.ReportsUnder(e, claim)));
        bool receives = e.Request.Override is not null
            ? true // The override's own set names who is able to act.
            : !actor.Is(ActorKind.NeverRecipient) && (pathway.Recipients.Contains(actor.Code) || ListedViewer(e));
        if (sends && receives)
            return null;
        // What only a court may open is answered as such, whoever asks.
        return AsksCourtMaterialOnly(e)
            ? new(ReasonKinds.CourtOrderRequired, "R-108", 1)
            : new(ReasonKinds.RecipientRole, "R-023", 1);
    }

    private static bool ListedViewer(Evaluation e) =>
        e.Facts.Case is not null && AsksCourtMaterialOnly(e) && e.Participant() is { ListedViewer: true };

    internal static bool AsksCourtMaterialOnly(Evaluation e)
    {
        if (e.Request.Fields.Count == 0)
            return e.Pathway is { Purpose: PurposeCodes.Film };
        foreach (string path in e.Request.Fields)
            if (!e.Policy.Fields.TryGetValue(path, out PolicyField? field) || !field.Never.Contains(NeverFlag.CourtRoute))
                return false;
        return true;
    }
}
