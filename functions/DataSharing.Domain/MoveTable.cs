namespace DataSharing.Domain;

/// <summary>What may be done in which state, and what follows: one table, and what is not in it is illegal. Thread safe.</summary>
/// <param name="subject">What moves, for messages: <c>consent</c>, <c>release</c>, <c>request</c>.</param>
internal sealed class MoveTable<TState, TMove>(string subject, params IReadOnlyList<(TState From, TMove Move, TState To)> rows)
    where TState : struct, Enum
    where TMove : struct, Enum
{
    private readonly Dictionary<(TState, TMove), TState> _rows = rows.ToDictionary(row => (row.From, row.Move), row => row.To);

    public bool Allows(TState from, TMove move) => _rows.ContainsKey((from, move));

    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public TState Apply(TState from, TMove move) =>
        _rows.TryGetValue((from, move), out TState to) ? to : throw IllegalTransitionException.For(subject, from, move);
}
