namespace DataSharing.Domain.Decisions;

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
public enum RequestOperation
{
    /// <summary>Decided: waits.</summary>
    Hold,

    /// <summary>Decided: no.</summary>
    Refuse,

    /// <summary>Decided: a release is written.</summary>
    Release,

    /// <summary>Taken back.</summary>
    Cancel,

    /// <summary>Ended.</summary>
    Close,
}

/// <summary>Moves of requests: one table; what is not in it is illegal.</summary>
public static class Transitions
{
    private static readonly Dictionary<(RequestState, RequestOperation), RequestState> Requests = new()
    {
        [(RequestState.Submitted, RequestOperation.Hold)] = RequestState.Held,
        [(RequestState.Submitted, RequestOperation.Refuse)] = RequestState.Refused,
        [(RequestState.Submitted, RequestOperation.Release)] = RequestState.Released,
        [(RequestState.Submitted, RequestOperation.Cancel)] = RequestState.Cancelled,
        [(RequestState.Held, RequestOperation.Hold)] = RequestState.Held,
        [(RequestState.Held, RequestOperation.Refuse)] = RequestState.Refused,
        [(RequestState.Held, RequestOperation.Release)] = RequestState.Released,
        [(RequestState.Held, RequestOperation.Cancel)] = RequestState.Cancelled,
        [(RequestState.Released, RequestOperation.Close)] = RequestState.Closed,
    };

    /// <summary>The state after an operation on a request.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static RequestState Apply(RequestState from, RequestOperation operation) =>
        Requests.TryGetValue((from, operation), out RequestState to)
            ? to
            : throw IllegalTransitionException.For("request", from, operation);
}
