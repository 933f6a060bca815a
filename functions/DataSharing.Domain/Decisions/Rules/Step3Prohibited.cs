using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 3: purposes no consent can open, the immigration firewall, hostile bodies. Source,
///
/// </summary>
internal static class Step3Prohibited
{
    internal static readonly RequestRule[] Rules =
    [
        new(
            3, "R-217",
            static e => Walled(e) && e.Case.Reflection.RemovalBarredAt(e.Present) ? new(ReasonKinds.ClockRemovalBar, "R-217", 3) : null),
        new(3, "R-103", static e => Walled(e) ? new(ReasonKinds.FirewallImmigration, "R-103", 3) : null),
        new(3, "R-114", static e => Punishes(e) ? new(ReasonKinds.PurposeProhibited, "R-114", 3) : null),
        new(3, "R-106", static e => e.Request.Use == StatedUse.Publication ? new(ReasonKinds.PurposeProhibited, "R-106", 3) : null),
        new(
            3, "R-185",
            static e => e.Request.Use == StatedUse.ConditionOfSupport ? new(ReasonKinds.PurposeConditionality, "R-185", 3) : null),
        new(3, "R-077", static e => Conflict(e) ? new(ReasonKinds.RecipientConflict, "R-077", 3) : null),
        new(3, "R-196", Barred),
        new(3, "R-199", static e => ProtectionSought(e) ? new(ReasonKinds.RecipientConflict, "R-199", 3) : null),
        new(3, "R-132", static e => ImplicatedGuardian(e) ? new(ReasonKinds.RecipientConflict, "R-132", 3) : null),
    ];

    /// <summary>Whether any rule of this step speaks against the recipient or the use.</summary>
    internal static bool SpeaksAgainst(Evaluation e)
    {
        foreach (RequestRule rule in Rules)
            if (rule.Evaluate(e) is not null)
                return true;
        return false;
    }

    private static bool Walled(Evaluation e) => e.Facts.Case is not null && e.RecipientIs(ActorKind.ImmigrationEnforcement);

    private static bool Punishes(Evaluation e) => e.Request.Use is StatedUse.Removal or StatedUse.Detention or StatedUse.Punishment;

    private static bool Conflict(Evaluation e) =>
        e is { Facts.Case: { } subject, Recipient: { } recipient }
        && Bars.InConflict(subject, recipient, e.Request.RecipientPerson);

    private static Reason? Barred(Evaluation e)
    {
        if (e is not { Facts.Case: { } subject, Recipient: { } recipient } || !Bars.Barred(subject, recipient, e.Request.RecipientPerson))
            return null;
        if (!OverrideBasis.OutweighsBar(e))
            return new(ReasonKinds.RecipientConflict, "R-196", 3);
        if (!e.Flags.Contains(DecisionFlags.BarOutweighed))
            e.Flags.Add(DecisionFlags.BarOutweighed);
        return null;
    }

    private static bool ProtectionSought(Evaluation e) =>
        e is { Facts.Case: { } subject, Recipient: { } recipient }
        && (subject.ProtectionSoughtFrom.Has(recipient.BodyOfState)
            || (e.Requires(PathwayCondition.BlockedWhileProtectionSought) && subject.ProtectionSoughtFrom.Has(recipient.Country)));

    private static bool ImplicatedGuardian(Evaluation e) =>
        e.RecipientActor?.Code == "GUARD-P" && e.Facts.Case is { Guardians.Parental: ParentalGuardian.Implicated };
}
