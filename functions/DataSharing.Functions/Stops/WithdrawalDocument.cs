using DataSharing.Domain;

namespace DataSharing.Functions.Stops;

public enum WithdrawalState
{
    /// <summary>Sharing has stopped; the releases are not yet marked.</summary>
    Recorded,

    /// <summary>Releases are marked, their keys destroyed, and <see cref="WithdrawalDocument.Holders"/> is complete.</summary>
    Enforced,

    /// <summary>Every agency that had fetched something has attested, or was escalated and closed.</summary>
    Completed,
}

/// <summary>What one agency had fetched before the stop, and how far it is with deleting it.</summary>
public sealed record HolderOfCopies(
    RegistrationId Registration,
    IReadOnlyList<RequestId> Releases,
    DateTimeOffset? ToldAt = null,
    DateTimeOffset? AttestedAt = null,
    DateTimeOffset? RemindedAt = null,
    DateTimeOffset? EscalatedAt = null,
    bool RetainedByLaw = false);

/// <summary>One withdrawal. It is in force from its commit on; the rest is telling and chasing.</summary>
public sealed record WithdrawalDocument : IWorkflowDocument
{
    public required WithdrawalId Id { get; init; }

    public required CaseId CaseId { get; init; }

    public required Stop Stop { get; init; }

    /// <summary>How it came: <c>link</c>, <c>code</c>, <c>oral</c>, <c>api</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Who stopped or recorded it; null in documents from before this was kept.</summary>
    public LogActor? By { get; init; }

    /// <summary>Shown to the person; opaque.</summary>
    public required string ConfirmationNumber { get; init; }

    public WithdrawalState State { get; init; }

    /// <summary>Whether the stop journal has it. False only after a fault; following up appends it again.</summary>
    public bool Journaled { get; init; }

    public IReadOnlyList<HolderOfCopies> Holders { get; init; } = [];

    public DateTimeOffset? WorkflowDue { get; init; }
}
