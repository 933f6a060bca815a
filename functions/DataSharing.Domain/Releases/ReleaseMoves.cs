namespace DataSharing.Domain.Releases;

/// <summary>Where a release stands.</summary>
public enum ReleaseState
{
    /// <summary>The recipient may collect it.</summary>
    Live,

    /// <summary>Collected at least once, and may be again until it ends.</summary>
    Collected,

    /// <summary>Ended by a withdrawal or a revocation.</summary>
    Stopped,

    /// <summary>Ended because a field in it would now be withheld, a gate had closed, or nobody confirmed it in time.</summary>
    Superseded,

    /// <summary>Ended by its date.</summary>
    Expired,

    /// <summary>Ended in the normal course: accepted, declined or closed.</summary>
    Closed,
}

/// <summary>What may be done to a release.</summary>
public enum ReleaseMove
{
    /// <summary>The recipient collects it: from then on it counts as having it.</summary>
    Collect,

    /// <summary>A stop covers it .</summary>
    Stop,

    /// <summary>It no longer fits what may be shared.</summary>
    Supersede,

    /// <summary>Its date has come and nobody collected it.</summary>
    Expire,

    /// <summary>Done with.</summary>
    Close,
}

/// <summary>Moves of a release: one table. Nothing leads out of an ending, and none of them gives a key back.</summary>
public static class ReleaseMoves
{
    private static readonly MoveTable<ReleaseState, ReleaseMove> Table = new(
        "release",
        (ReleaseState.Live, ReleaseMove.Collect, ReleaseState.Collected),
        (ReleaseState.Live, ReleaseMove.Stop, ReleaseState.Stopped),
        (ReleaseState.Live, ReleaseMove.Supersede, ReleaseState.Superseded),
        (ReleaseState.Live, ReleaseMove.Expire, ReleaseState.Expired),
        (ReleaseState.Live, ReleaseMove.Close, ReleaseState.Closed),
        (ReleaseState.Collected, ReleaseMove.Collect, ReleaseState.Collected),
        (ReleaseState.Collected, ReleaseMove.Stop, ReleaseState.Stopped),
        (ReleaseState.Collected, ReleaseMove.Supersede, ReleaseState.Superseded),
        (ReleaseState.Collected, ReleaseMove.Expire, ReleaseState.Expired),
        (ReleaseState.Collected, ReleaseMove.Close, ReleaseState.Closed));

    /// <summary>Whether the recipient may collect it, as far as its state says.</summary>
    public static bool IsOpen(this ReleaseState state) => Table.Allows(state, ReleaseMove.Collect);

    /// <summary>The state after a move.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static ReleaseState Apply(ReleaseState from, ReleaseMove move) => Table.Apply(from, move);
}
