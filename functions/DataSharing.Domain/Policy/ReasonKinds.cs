using System.Reflection;

namespace DataSharing.Domain.Policy;

/// <summary>
/// Why something is refused, withheld or held, as it stands in decisions, log and API. The set is closed.
/// Source: rules.md section 0, "Reason kinds".
/// </summary>
public static class ReasonKinds
{
    /// <summary>No consent speaks of this purpose and recipient at all.</summary>
    public const string ConsentNone = "consent.none";
    /// <summary>The consent lacks an element: language, explanation, signature, freedom from pressure.</summary>
    public const string ConsentInvalidForm = "consent.invalidForm";
    /// <summary>The consent, or its scope, has ended by its date, or its review is overdue.</summary>
    public const string ConsentExpired = "consent.expired";
    /// <summary>She took it back.</summary>
    public const string ConsentWithdrawn = "consent.withdrawn";
    /// <summary>She agreed, but to another purpose.</summary>
    public const string ConsentPurpose = "consent.purpose";
    /// <summary>She agreed to this purpose, but not to this recipient.</summary>
    public const string ConsentRecipient = "consent.recipient";
    /// <summary>Fields or tier go beyond what she agreed to.</summary>
    public const string ConsentScope = "consent.scope";
    /// <summary>What she approved word for word is no longer what would go.</summary>
    public const string ConsentContentChanged = "consent.contentChanged";
    /// <summary>A question of capacity or disability is open.</summary>
    public const string CapacityUnassessed = "capacity.unassessed";
    /// <summary>Whether she is a child is in doubt, and she counts as one until that is resolved.</summary>
    public const string ChildAgeDoubt = "child.ageDoubt";
    /// <summary>A child has no guardian who could agree.</summary>
    public const string ChildGuardianMissing = "child.guardianMissing";
    /// <summary>The guardian is suspected, or the role is not cleared.</summary>
    public const string ChildGuardianUnfit = "child.guardianUnfit";
    /// <summary>The recipient is no specialist for children.</summary>
    public const string ChildSpecialistOnly = "child.specialistOnly";
    /// <summary>The interpreter may not interpret here.</summary>
    public const string InterpreterUnfit = "interpreter.unfit";
    /// <summary>An unknown or controlling companion was present.</summary>
    public const string PresenceUnvetted = "presence.unvetted";
    /// <summary>No agreement of the two bodies covers this sharing.</summary>
    public const string AgreementMissing = "agreement.missing";
    /// <summary>The agreement that covers it has ended or is suspended.</summary>
    public const string AgreementLapsed = "agreement.lapsed";
    /// <summary>The recipient, its person or its desk is not registered, not vetted or suspended.</summary>
    public const string RecipientUnverified = "recipient.unverified";
    /// <summary>A body in this role may not receive this.</summary>
    public const string RecipientRole = "recipient.role";
    /// <summary>The person or desk is not on the case.</summary>
    public const string RecipientNotParticipant = "recipient.notParticipant";
    /// <summary>A bar or a conflict of the case names the recipient.</summary>
    public const string RecipientConflict = "recipient.conflict";
    /// <summary>The line by which it would go was not checked.</summary>
    public const string ChannelUnverified = "channel.unverified";
    /// <summary>No safe way to reach her is on record.</summary>
    public const string ChannelUnsafe = "channel.unsafe";
    /// <summary>There is no current assessment of risk.</summary>
    public const string RiskMissing = "risk.missing";
    /// <summary>To disclose it would raise the danger.</summary>
    public const string RiskRaised = "risk.raised";
    /// <summary>A handling code forbids it.</summary>
    public const string OriginatorCode = "originator.code";
    /// <summary>An authority to handle it is needed and absent.</summary>
    public const string AuthoritySpecial = "authority.special";
    /// <summary>What was told for protection does not go to those who decide on removal.</summary>
    public const string FirewallImmigration = "firewall.immigration";
    /// <summary>A body of this kind never gets this field.</summary>
    public const string NeverField = "never.field";
    /// <summary>Nothing is shared for this purpose.</summary>
    public const string PurposeProhibited = "purpose.prohibited";
    /// <summary>Help would be made to depend on co-operation.</summary>
    public const string PurposeConditionality = "purpose.conditionality";
    /// <summary>Only a court can order it.</summary>
    public const string CourtOrderRequired = "court.orderRequired";
    /// <summary>The entry was expunged, vacated or sealed.</summary>
    public const string RecordSuppressed = "record.suppressed";

    /// <summary>It might pass, and nothing of it is on record. To an asker it shows as <see cref="FieldNotNeeded"/>.</summary>
    public const string RecordMissing = "record.missing";
    /// <summary>Reflection or identification is pending.</summary>
    public const string ClockRemovalBar = "clock.removalBar";
    /// <summary>No ground on the list carries it without her consent.</summary>
    public const string OverrideGroundMissing = "override.groundMissing";
    /// <summary>She was never told that this could be shared without her consent.</summary>
    public const string OverrideNoticeMissing = "override.noticeMissing";
    /// <summary>The purpose does not need it.</summary>
    public const string FieldNotNeeded = "field.notNeeded";

    /// <summary>Every kind above.</summary>
    public static FrozenSet<string> All { get; } = typeof(ReasonKinds)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
