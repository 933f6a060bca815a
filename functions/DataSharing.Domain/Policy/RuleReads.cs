namespace DataSharing.Domain.Policy;

/// <summary>
/// What rules read: the closed register against which the policy is loaded, so that a condition that no rule reads stops the
/// start instead of standing in the policy as if it were enforced. Tests hold it against the rules themselves.
/// </summary>
internal static class RuleReads
{
    /// <summary>Conditions of pathways that a rule reads.</summary>
    internal static FrozenSet<PathwayCondition> Conditions { get; } = FrozenSet.Create(
        PathwayCondition.ApprovedContent,
        PathwayCondition.VictimRequest,
        PathwayCondition.CooperationChoice,
        PathwayCondition.GuardianMet,
        PathwayCondition.ReidentificationCheck,
        PathwayCondition.PriorDiscussion,
        PathwayCondition.BestInterests,
        PathwayCondition.RunsUnderCapacityConcern,
        PathwayCondition.BlockedWhileProtectionSought,
        PathwayCondition.FormalProcedure);
}
