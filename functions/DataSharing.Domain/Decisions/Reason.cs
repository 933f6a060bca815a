using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>One reason that speaks against, or holds, a whole request.</summary>
/// <param name="Kind">Reason kind, which the policy has in words; or <c>fault</c>.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Step">Step of the evaluation order, 1 to 12.</param>
/// <param name="WaitsFor">The fact a HOLD waits for; null: a refusal. The policy lists them.</param>
/// <param name="Missing">Elements found missing: JSON member paths of the consent, of the override or of the case's facts, or field
/// paths that the record lacks; null otherwise.</param>
public sealed record Reason(string Kind, string RuleId, int Step, string? WaitsFor = null, IReadOnlyList<string>? Missing = null)
{
    /// <summary>A rule failed: deny, and tell operations. Not one of the product's reason kinds, since it is no reason.</summary>
    public const string Fault = "fault";

    /// <summary>The rule under which a consent was found bad after it was given; its kind is that of the defect .</summary>
    public const string FoundBad = "R-266";

    /// <summary>Sharing was stopped: withdrawn, revoked or found bad later. To everyone but the holder these are one .</summary>
    [JsonIgnore]
    public bool IsStop => Kind == ReasonKinds.ConsentWithdrawn || RuleId == FoundBad;
}
