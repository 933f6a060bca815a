using DataSharing.Domain.Policy;

namespace DataSharing.Domain;

/// <summary>A move that no table allows.</summary>
public sealed class IllegalTransitionException : InvalidOperationException
{
    private IllegalTransitionException(string subject, string from, string operation)
        : base($"{subject}: {operation} is not allowed in state {from}")
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

    internal static IllegalTransitionException For<TState, TOperation>(string subject, TState from, TOperation operation)
        where TState : struct, Enum
        where TOperation : struct, Enum =>
        new(subject, WireCode.Of(from), WireCode.Of(operation));
}
