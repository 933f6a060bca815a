using System.Reflection;

namespace DataSharing.Domain.Policy;

/// <summary>
/// Facts that a HOLD may wait for: the closed list, as the policy's <c>holds.json</c> has it. Proceeding decides anew and succeeds
/// only if the fact is on record by then. Source: R-267.
/// </summary>
public static class HoldFacts
{
    /// <summary>Waits until the doubt about age is resolved, appeals included .</summary>
    public const string AgeAssessment = "age.assessment";
    /// <summary>Waits until capacity for this decision, or the indicated disability, is assessed .</summary>
    public const string CapacityAssessment = "capacity.assessment";
    /// <summary>Waits until a guardian is appointed .</summary>
    public const string GuardianAppointed = "guardian.appointed";
    /// <summary>Waits until the guardian's role is cleared .</summary>
    public const string GuardianCleared = "guardian.cleared";
    /// <summary>Waits until the child's dissent is heard and weighed; only the child's own agreement ends it .</summary>
    public const string ChildAgreement = "child.agreement";
    /// <summary>Waits until risk is assessed, or the assessment is renewed or its revision ended .</summary>
    public const string RiskAssessment = "risk.assessment";
    /// <summary>Waits until the assessment that names the recipient as a danger is reviewed .</summary>
    public const string RiskReview = "risk.review";
    /// <summary>Waits until the risk from the family is checked .</summary>
    public const string FamilyCheck = "family.riskCheck";
    /// <summary>Waits until the exceptional reason for naming the child is recorded .</summary>
    public const string ExceptionalReason = "family.exceptionalReason";
    /// <summary>
    /// Waits until she hears the changed text and approves it, or the text approved before is sent by a request of its own that names it
    ///
    /// </summary>
    public const string ContentApproval = "content.approval";
    /// <summary>Waits until she confirms the consent for the new professional or stage .</summary>
    public const string ConsentReconfirmed = "consent.reconfirmed";
    /// <summary>Waits until the person, now adult, decides for herself .</summary>
    public const string OwnConsentAtMajority = "consent.ownAtMajority";
    /// <summary>Waits until a safe way to reach her is found and recorded .</summary>
    public const string ChannelSafe = "channel.safe";
    /// <summary>Waits until the recipient's contact desk is checked for the first time .</summary>
    public const string DeskChecked = "desk.checked";
    /// <summary>Waits until the recorded interview is offered in place of a new one .</summary>
    public const string ReuseOffered = "interview.reuseOffered";
    /// <summary>Waits until another person of the holder looks at the claim and confirms it .</summary>
    public const string SecondPerson = "override.secondPerson";
    /// <summary>Waits until what the body needs in order to act is put on record .</summary>
    public const string RecordMissing = "record.missing";

    /// <summary>Every fact above.</summary>
    public static FrozenSet<string> All { get; } = typeof(HoldFacts)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
