using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Registry;

/// <summary>
/// A guardian acts independently of police and immigration, whoever pays or houses the service: one legal body is never both.
/// Source.
/// </summary>
public static class Independence
{
    /// <summary>Whether a code is one of police or of an immigration body, removal included.</summary>
    public static bool IsPoliceOrImmigration(PolicySet policy, string actorCode) =>
        policy.Actors.TryGetValue(actorCode, out Actor? actor)
        && (actor.Is(ActorKind.Police) || actor.Is(ActorKind.Immigration) || actor.Is(ActorKind.ImmigrationEnforcement));

    /// <summary>Whether one legal body may not act in both codes.</summary>
    public static bool Collide(PolicySet policy, string one, string other) =>
        (IsGuardian(policy, one) && IsPoliceOrImmigration(policy, other))
            || (IsGuardian(policy, other) && IsPoliceOrImmigration(policy, one));

    private static bool IsGuardian(PolicySet policy, string actorCode) =>
        policy.Actors.TryGetValue(actorCode, out Actor? actor) && actor.Is(ActorKind.Guardian);
}
