using System.Reflection;

namespace DataSharing.Domain.Policy;

/// <summary>
/// Facts that a HOLD may wait for: the closed list, as the policy's <c>holds.json</c> has it. Proceeding decides anew and succeeds
/// only if the fact is on record by then. Source: R-267.
/// </summary>
public static class HoldFacts
{
    public const string AgeAssessment = "age.assessment";
    public const string CapacityAssessment = "capacity.assessment";
    public const string GuardianAppointed = "guardian.appointed";
    public const string GuardianCleared = "guardian.cleared";
    public const string ChildAgreement = "child.agreement";
    public const string RiskAssessment = "risk.assessment";
    public const string RiskReview = "risk.review";
    public const string FamilyCheck = "family.riskCheck";
    public const string ExceptionalReason = "family.exceptionalReason";
    public const string ContentApproval = "content.approval";
    public const string ConsentReconfirmed = "consent.reconfirmed";
    public const string OwnConsentAtMajority = "consent.ownAtMajority";
    public const string ChannelSafe = "channel.safe";
    public const string DeskChecked = "desk.checked";
    public const string ReuseOffered = "interview.reuseOffered";
    public const string SecondPerson = "override.secondPerson";
    public const string RecordMissing = "record.missing";

    /// <summary>Every fact above.</summary>
    public static FrozenSet<string> All { get; } = typeof(HoldFacts)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
