using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 6, what some pathways demand of the consent beside its being whole: that the flow starts at her request, and that what the
/// recipient will be told was gone through with her. Both are recorded with the scope. Source.
/// </summary>
internal static class Step6Conditions
{
    internal static readonly RequestRule[] Rules =
    [
        new(6, "R-198", static e => e.Scope is { AtPersonsRequest: false } && e.Requires(PathwayCondition.VictimRequest)
            ? new(ReasonKinds.ConsentNone, "R-198", 6, Missing: ["scopes.atPersonsRequest"])
            : null),
        new(6, "R-020", static e => e.Scope is { DiscussedAt: null } && e.Requires(PathwayCondition.PriorDiscussion)
            ? new(ReasonKinds.ConsentInvalidForm, "R-020", 6, Missing: ["scopes.discussedAt"])
            : null),
    ];
}
