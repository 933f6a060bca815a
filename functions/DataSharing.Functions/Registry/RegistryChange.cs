using DataSharing.Domain;

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
    public required IReadOnlyList<RegistrationId> Concerns { get; init; }

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

    /// <param name="basedOn">Version of the target that it was made from; null: it is new.</param>
    public static RegistryChange Of(Approval by, ChangeKind kind, Registration registration, string? basedOn = null) =>
        Of(by, kind, registration.Id, basedOn, registration.Id) with { Registration = registration };

    /// <inheritdoc cref="Of(Approval, ChangeKind, Registration, string)"/>
    public static RegistryChange Of(Approval by, ChangeKind kind, PersonDocument person, string? basedOn = null) =>
        Of(by, kind, person.Person.Id, basedOn, person.Person.RegistrationId) with { Person = person };

    /// <inheritdoc cref="Of(Approval, ChangeKind, Registration, string)"/>
    public static RegistryChange Of(Approval by, ChangeKind kind, Agreement agreement, string? basedOn = null) =>
        Of(by, kind, agreement.Id, basedOn, agreement.PartyA, agreement.PartyB) with { Agreement = agreement };

    private static RegistryChange Of(
        Approval by, ChangeKind kind, string target, string? basedOn, params RegistrationId[] concerns) => new()
        {
            Id = ChangeIds.New(),
            Kind = kind,
            Status = ChangeStatus.Proposed,
            Concerns = concerns,
            Target = target,
            BasedOn = basedOn,
            Proposed = by,
        };

    public static string KindCode(ChangeKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
