using System.Text.Json.Serialization;
using DataSharing.Domain.Policy;

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

/// <summary>Where a release stands.</summary>
[JsonConverter(typeof(CamelCaseEnum<ReleaseState>))]
public enum ReleaseState
{
    /// <summary>Live: may be collected.</summary>
    Ready,

    /// <summary>Collected at least once; still readable until it ends.</summary>
    Collected,

    /// <summary>The recipient accepted it.</summary>
    Accepted,

    /// <summary>The recipient declined it.</summary>
    Declined,

    /// <summary>Withdrawn or revoked: nobody reads it again.</summary>
    Stopped,

    /// <summary>Would be decided otherwise now; never re-cut.</summary>
    Superseded,

    /// <summary>Its time ended.</summary>
    Expired,

    /// <summary>Closed in the ordinary way.</summary>
    Closed,
}

/// <summary>What may be done to a release.</summary>
public enum ReleaseOperation
{
    /// <summary>Read by the recipient.</summary>
    Collect,

    /// <summary>Accepted by the recipient.</summary>
    Accept,

    /// <summary>Declined by the recipient.</summary>
    Decline,

    /// <summary>Stopped by a withdrawal or revocation.</summary>
    Stop,

    /// <summary>Found out of date at collection.</summary>
    Supersede,

    /// <summary>Time ran out.</summary>
    Expire,

    /// <summary>Closed.</summary>
    Close,
}

/// <summary>Moves of requests and releases: one table each; what is not in it is illegal. Stopping works from every live state.</summary>
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

    private static readonly Dictionary<(ReleaseState, ReleaseOperation), ReleaseState> Releases = new()
    {
        [(ReleaseState.Ready, ReleaseOperation.Collect)] = ReleaseState.Collected,
        [(ReleaseState.Ready, ReleaseOperation.Accept)] = ReleaseState.Accepted,
        [(ReleaseState.Ready, ReleaseOperation.Decline)] = ReleaseState.Declined,
        [(ReleaseState.Ready, ReleaseOperation.Stop)] = ReleaseState.Stopped,
        [(ReleaseState.Ready, ReleaseOperation.Supersede)] = ReleaseState.Superseded,
        [(ReleaseState.Ready, ReleaseOperation.Expire)] = ReleaseState.Expired,
        [(ReleaseState.Ready, ReleaseOperation.Close)] = ReleaseState.Closed,
        [(ReleaseState.Collected, ReleaseOperation.Collect)] = ReleaseState.Collected,
        [(ReleaseState.Collected, ReleaseOperation.Accept)] = ReleaseState.Accepted,
        [(ReleaseState.Collected, ReleaseOperation.Decline)] = ReleaseState.Declined,
        [(ReleaseState.Collected, ReleaseOperation.Stop)] = ReleaseState.Stopped,
        [(ReleaseState.Collected, ReleaseOperation.Supersede)] = ReleaseState.Superseded,
        [(ReleaseState.Collected, ReleaseOperation.Expire)] = ReleaseState.Expired,
        [(ReleaseState.Collected, ReleaseOperation.Close)] = ReleaseState.Closed,
        [(ReleaseState.Accepted, ReleaseOperation.Collect)] = ReleaseState.Accepted,
        [(ReleaseState.Accepted, ReleaseOperation.Stop)] = ReleaseState.Stopped,
        [(ReleaseState.Accepted, ReleaseOperation.Supersede)] = ReleaseState.Superseded,
        [(ReleaseState.Accepted, ReleaseOperation.Expire)] = ReleaseState.Expired,
        [(ReleaseState.Accepted, ReleaseOperation.Close)] = ReleaseState.Closed,
    };

    /// <summary>The state after an operation on a request.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static RequestState Apply(RequestState from, RequestOperation operation) =>
        Requests.TryGetValue((from, operation), out var to) ? to : throw IllegalTransitionException.For("request", from, operation);

    /// <summary>The state after an operation on a release.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static ReleaseState Apply(ReleaseState from, ReleaseOperation operation) =>
        Releases.TryGetValue((from, operation), out var to) ? to : throw IllegalTransitionException.For("release", from, operation);

    /// <summary>Whether a release may still be read.</summary>
    public static bool IsLive(this ReleaseState state) => state is ReleaseState.Ready or ReleaseState.Collected or ReleaseState.Accepted;
}

/// <summary>A move that no table allows.</summary>
public sealed class IllegalTransitionException : InvalidOperationException
{
    private IllegalTransitionException(string subject, string from, string operation, string? to)
        : base($"{subject}: {operation} is not allowed in state {from}" + (to is null ? "" : $" (to {to})"))
    {
        Subject = subject;
        From = from;
        Operation = operation;
    }

    /// <summary>What kind of thing.</summary>
    public string Subject { get; }

    /// <summary>State it is in.</summary>
    public string From { get; }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    internal static IllegalTransitionException For<TState, TOperation>(string subject, TState from, TOperation operation, TState? to = null)
        where TState : struct, Enum
        where TOperation : struct, Enum =>
        new(subject, WireCode.Of(from), WireCode.Of(operation), to is { } state ? WireCode.Of(state) : null);
}
