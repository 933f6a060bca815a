namespace DataSharing.Functions.Sharing;

/// <summary>What a caller is told of a move that the state of a request does not allow.</summary>
internal static class RefusedMoves
{
    /// <summary>What stands after a move.</summary>
    /// <returns>Refused: state-conflict, with the reason.</returns>
    public static Result<RequestLife> OrRefusal(this Moved moved) =>
        moved.Refused is { } why ? new Refusal(ProblemType.StateConflict, why) : moved.Now;

    /// <summary>The same of a request that was found before: none is taken away while it is being acted on.</summary>
    /// <returns>Refused: state-conflict, with the reason.</returns>
    public static async Task<Result<RequestLife>> OrRefusal(this Task<Moved?> moved) => (await moved)!.Value.OrRefusal();
}
