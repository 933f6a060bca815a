namespace DataSharing.Domain.Requests;

/// <summary>Where a sharing request stands.</summary>
[JsonConverter(typeof(CamelCaseEnum<RequestState>))]
public enum RequestState
{
    /// <summary>Accepted for decision.</summary>
    Submitted,

    /// <summary>Waits for a person or fact.</summary>
    Held,

    /// <summary>Refused, also neutrally, or timed out in hold.</summary>
    Refused,

    /// <summary>A release exists.</summary>
    Released,

    /// <summary>Taken back by who submitted it, before a release.</summary>
    Cancelled,

    /// <summary>Over: the release ended in one of its ways.</summary>
    Closed,
}

/// <summary>What may be done to a request.</summary>
public enum RequestMove
{
    /// <summary>Decided: waits.</summary>
    Hold,

    /// <summary>Decided: no.</summary>
    Refuse,

    /// <summary>Decided: a release is written.</summary>
    Release,

    /// <summary>Taken back by who submitted it.</summary>
    Cancel,

    /// <summary>A second person of the holder speaks on what is held, or on an urgent override that is out.</summary>
    Review,

    /// <summary>The recipient takes the referral on, or declines it.</summary>
    Answer,

    /// <summary>The person has an automated decision looked at; a reviewer then speaks on it.</summary>
    Reconsider,

    /// <summary>The recipient says what became of its copies.</summary>
    Attest,

    /// <summary>Ended.</summary>
    Close,
}

/// <summary>Moves of a request: one table; what is not in it is illegal.</summary>
public static class RequestMoves
{
    private static readonly MoveTable<RequestState, RequestMove> Table = new(
        "request",
        (RequestState.Submitted, RequestMove.Hold, RequestState.Held),
        (RequestState.Submitted, RequestMove.Refuse, RequestState.Refused),
        (RequestState.Submitted, RequestMove.Release, RequestState.Released),
        (RequestState.Submitted, RequestMove.Cancel, RequestState.Cancelled),
        (RequestState.Held, RequestMove.Hold, RequestState.Held),
        (RequestState.Held, RequestMove.Review, RequestState.Held),
        (RequestState.Held, RequestMove.Refuse, RequestState.Refused),
        (RequestState.Held, RequestMove.Release, RequestState.Released),
        (RequestState.Held, RequestMove.Cancel, RequestState.Cancelled),
        (RequestState.Released, RequestMove.Review, RequestState.Released),
        (RequestState.Released, RequestMove.Answer, RequestState.Released),
        (RequestState.Released, RequestMove.Reconsider, RequestState.Released),
        (RequestState.Released, RequestMove.Attest, RequestState.Released),
        (RequestState.Released, RequestMove.Close, RequestState.Closed),
        // A decision stands to be looked at after its end too, and copies outlive a release.
        (RequestState.Refused, RequestMove.Reconsider, RequestState.Refused),
        (RequestState.Cancelled, RequestMove.Reconsider, RequestState.Cancelled),
        (RequestState.Closed, RequestMove.Reconsider, RequestState.Closed),
        (RequestState.Closed, RequestMove.Attest, RequestState.Closed));

    /// <summary>Whether it may be done at all in this state.</summary>
    public static bool Allows(this RequestState state, RequestMove move) => Table.Allows(state, move);

    /// <summary>The state after a move.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static RequestState Apply(RequestState from, RequestMove move) => Table.Apply(from, move);
}
