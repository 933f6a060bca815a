namespace DataSharing.Domain.Consents;

/// <summary>One thing that is wrong with a consent.</summary>
/// <param name="Path">JSON member path in the consent, e.g. <c>evidence.language</c>; never a value.</param>
/// <param name="Kind">Reason kind.</param>
/// <param name="RuleId">Rule id.</param>
/// <param name="WaitsFor">The fact that would mend it (a HOLD), or null: only a new consent mends it.</param>
public sealed record ConsentFinding(string Path, string Kind, string RuleId, string? WaitsFor = null);
