using System.Reflection;

namespace DataSharing.Domain.Policy;

/// <summary>
/// Why something is refused, withheld or held, as it stands in decisions, log and API. The set is closed.
/// Source: rules.md section 0, "Reason kinds".
/// </summary>
public static class ReasonKinds
{
    public const string ConsentNone = "consent.none";
    public const string ConsentInvalidForm = "consent.invalidForm";
    public const string ConsentExpired = "consent.expired";
    public const string ConsentWithdrawn = "consent.withdrawn";
    public const string ConsentPurpose = "consent.purpose";
    public const string ConsentRecipient = "consent.recipient";
    public const string ConsentScope = "consent.scope";
    public const string ConsentContentChanged = "consent.contentChanged";
    public const string CapacityUnassessed = "capacity.unassessed";
    public const string ChildAgeDoubt = "child.ageDoubt";
    public const string ChildGuardianMissing = "child.guardianMissing";
    public const string ChildGuardianUnfit = "child.guardianUnfit";
    public const string ChildSpecialistOnly = "child.specialistOnly";
    public const string InterpreterUnfit = "interpreter.unfit";
    public const string PresenceUnvetted = "presence.unvetted";
    public const string AgreementMissing = "agreement.missing";
    public const string AgreementLapsed = "agreement.lapsed";
    public const string RecipientUnverified = "recipient.unverified";
    public const string RecipientRole = "recipient.role";
    public const string RecipientNotParticipant = "recipient.notParticipant";
    public const string RecipientConflict = "recipient.conflict";
    public const string ChannelUnverified = "channel.unverified";
    public const string ChannelUnsafe = "channel.unsafe";
    public const string RiskMissing = "risk.missing";
    public const string RiskRaised = "risk.raised";
    public const string OriginatorCode = "originator.code";
    public const string AuthoritySpecial = "authority.special";
    public const string FirewallImmigration = "firewall.immigration";
    public const string NeverField = "never.field";
    public const string PurposeProhibited = "purpose.prohibited";
    public const string PurposeConditionality = "purpose.conditionality";
    public const string CourtOrderRequired = "court.orderRequired";
    public const string RecordSuppressed = "record.suppressed";

    /// <summary>It might pass, and nothing of it is on record. To an asker it shows as <see cref="FieldNotNeeded"/>.</summary>
    public const string RecordMissing = "record.missing";
    public const string ClockRemovalBar = "clock.removalBar";
    public const string OverrideGroundMissing = "override.groundMissing";
    public const string OverrideNoticeMissing = "override.noticeMissing";
    public const string FieldNotNeeded = "field.notNeeded";

    /// <summary>Every kind above.</summary>
    public static FrozenSet<string> All { get; } = typeof(ReasonKinds)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
