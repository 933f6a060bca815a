using DataSharing.Domain;
using DataSharing.Domain.Agreements;
using DataSharing.Domain.Registry;

namespace DataSharing.Functions.Registry;

/// <summary>What a change does.</summary>
public enum ChangeKind
{
    RegistrationCreation,
    RegistrationUpdate,
    RegistrationSuspension,
    PersonCreation,
    PersonUpdate,
    AgreementCreation,
    AgreementUpdate,
    AgreementEnding,
}

/// <summary>Where a change stands.</summary>
public enum ChangeStatus
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>In force.</summary>
    Applied,

    /// <summary>Turned down, or withdrawn by whoever proposed it.</summary>
    Rejected,
}

/// <summary>
/// A change of the registry: proposed by one person, applied by another; or, where it only takes rights away, applied at
/// once. It stays for good. <see cref="WorkflowDue"/>: the agency's log does not have it yet.
/// </summary>
public sealed record RegistryChange : IWorkflowDocument
{
    public required string Id { get; init; }
    public required ChangeKind Kind { get; init; }
    public required ChangeStatus Status { get; init; }

    /// <summary>The registrations that it concerns: one, or both parties of an agreement.</summary>
    public required IReadOnlyList<string> Concerns { get; init; }

    /// <summary>Id of the registration, person or agreement.</summary>
    public required string Target { get; init; }

    /// <summary>Version of the target that the change was made from; null for a new one.</summary>
    public string? BasedOn { get; init; }

    public required Approval Proposed { get; init; }

    /// <summary>Parties of an agreement that have said yes while another has yet to.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Who approved it last, or rejected it.</summary>
    public Approval? Decided { get; init; }

    public Registration? Registration { get; init; }
    public PersonDocument? Person { get; init; }
    public Agreement? Agreement { get; init; }
    public DateTimeOffset? WorkflowDue { get; init; }

    public static string KindCode(ChangeKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
