namespace DataSharing.Functions.Sharing;

/// <summary>What a caller is told of a move that the state of a request does not allow.</summary>
internal static class RefusedMoves
{
    /// <summary>What stands after a move that was not refused.</summary>
    /// <exception cref="ProblemException">state-conflict, with the reason.</exception>
    public static RequestLife OrConflict(this Moved moved) =>
        moved.Refused is { } why ? throw new ProblemException(ProblemType.StateConflict, why) : moved.Now;

    /// <summary>The same of a request that was found before: none is taken away while it is being acted on.</summary>
    /// <exception cref="ProblemException">state-conflict, with the reason.</exception>
    public static RequestLife OrConflict(this Moved? moved) => moved!.Value.OrConflict();
}
