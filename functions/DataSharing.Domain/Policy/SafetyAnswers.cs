namespace DataSharing.Domain.Policy;

/// <summary>
/// What the facts of a case may say on safety: the closed lists against which the table of safety is loaded. Tests hold them against
/// what the facts do say. Source: R-280.
/// </summary>
internal static class SafetyAnswers
{
    /// <summary>Everything that the facts may say of one fact; none for a fact that stands in the record alone.</summary>
    internal static IReadOnlyList<string> Of(SafetyFact fact) => fact switch
    {
        SafetyFact.PhoneSafe or SafetyFact.EmailSafe or SafetyFact.Custody => ["no", "yes"],
        SafetyFact.Age => ["inDoubt", "child", "adult"],
        SafetyFact.Guardian => ["conflict", "unclear", "none", "noConflict"],
        SafetyFact.Cooperation => ["notRecorded", "neither", "anonymousIntelligence", "witness"],
        SafetyFact.FamilyDanger => ["raised", "open", "missing", "clear"],
        SafetyFact.RemovalBar => ["yes", "notRecorded", "no"],
        _ => [],
    };
}
