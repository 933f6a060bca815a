using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 7: the originator's lock. Consent never widens it, and it never replaces consent. Source,
///
/// </summary>
internal static class Step7Originator
{
    // Member States of the European Union, which code H1 leaves out. Source: B:3125-3130.
    private static readonly FrozenSet<string> Union =
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    internal static readonly FieldRule[] Rules =
    [
        new(7, "R-157", static (e, f) => NeedsGrades(e, f.Field) && !IsGraded(e, f.Field.Path) ? ReasonKinds.OriginatorCode : null),
        new(7, "R-158", static (e, f) => Mark(e, f.Field.Path) is { } mark && !Permits(e, mark) ? ReasonKinds.OriginatorCode : null),
        new(
            7, "R-160",
            static (e, f) => Mark(e, f.Field.Path) is { SpecialAuthority: true, AuthorityReference: null }
                ? ReasonKinds.AuthoritySpecial
                : null),
        new(
            7, "R-244",
            static (e, f) => IsSuspects(f.Field.Path) && e is { Tier: Tier.Case, Override: null } && !AgreedItem(e, f.Field.Path)
                ? ReasonKinds.ConsentScope
                : null),
    ];

    private static bool NeedsGrades(Evaluation e, PolicyField field) =>
        field.Never.Contains(NeverFlag.Originator)
        && (field.Group == "intelligence" || IsSuspects(field.Path) && e.Tier == Tier.Case || Mark(e, field.Path) is not null);

    /// <summary>Whether the mark on a path has both grades and a permission.</summary>
    internal static bool IsGraded(Evaluation e, string path) =>
        Mark(e, path) is { Source: not null, Content: not null, Handling: not null };

    internal static HandlingMark? Mark(Evaluation e, string path)
    {
        if (e.Facts.Case is not { Handling: { Count: > 0 } marks })
            return null;
        for (int i = 0; i < marks.Count; i++)
            if (marks[i].Path == path)
                return marks[i];
        return null;
    }

    private static bool Permits(Evaluation e, HandlingMark mark)
    {
        Registration recipient = e.Recipient!;
        // The originating agency or force itself: by registration, since rights are not inherited.
        if (mark.Originator == recipient.Id)
            return true;
        if (mark.Handling is null || !e.Policy.HandlingCodes.Handling.TryGetValue(mark.Handling, out HandlingCode? code))
            return false;
        foreach (string id in code.Permits)
        {
            RecipientClass named = e.Policy.HandlingCodes.Classes[id];
            if (named.Actors.Contains(recipient.ActorCode) && StateFits(e, id, mark))
                return true;
        }

        return false;
    }

    // Some classes depend on a State; read narrowly, and a State that is unknown fits none.
    private static bool StateFits(Evaluation e, string recipientClass, HandlingMark mark)
    {
        string state = e.Recipient!.BodyOfState ?? e.Recipient.Country;
        return recipientClass switch
        {
            "nonProsecutingOwnState" => mark.OriginatorState is { } own && own == state,
            "lawEnforcementOutsideUnion" => state != e.Policy.Profile.Country && !Union.Contains(state),
            "lawEnforcementAndProsecution" => true,
            // The originator itself was answered above; a class this code does not know is nobody.
            _ => false,
        };
    }

    internal static bool IsSuspects(string path) =>
        path is "exploitation.traffickers" or "exploitation.associates" or "intelligence.subjects";

    // Item by item, and after a check that the item does not give the source away.
    internal static bool AgreedItem(Evaluation e, string path)
    {
        if (e.Facts.Case is not { } subject || !subject.ReidentificationCheckedFor.Has(e.Pathway!.Id))
            return false;
        foreach (ItemAgreement item in subject.ItemAgreements)
            if (item.Path == path && item.RecipientId == e.Request.Recipient)
                return true;
        return false;
    }
}
