namespace DataSharing.Domain.Registry;

/// <summary>Standing of a professional. Source: R-172.</summary>
[JsonConverter(typeof(CamelCaseEnum<PersonStatus>))]
public enum PersonStatus
{
    /// <summary>May act.</summary>
    Active,

    /// <summary>Under suspicion: access is off at once and past access is reviewed.</summary>
    Suspended,

    /// <summary>Left.</summary>
    Ended,
}

/// <summary>A named professional of one registration. Access attaches to such persons, not to teams. Source: .</summary>
public sealed record Person
{
    /// <summary>The agency's opaque staff id, unique in the registration. Never a name.</summary>
    public required PersonId Id { get; init; }

    /// <summary>The registration the person works for.</summary>
    public required RegistrationId RegistrationId { get; init; }

    /// <summary>App roles, e.g. <c>Sharing.Receive</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>End, exclusive, of vetting; null: not vetted.</summary>
    public DateTimeOffset? VettedUntil { get; init; }

    /// <summary>Standing. Default: active.</summary>
    public PersonStatus Status { get; init; }

    /// <summary>Volunteer or befriender: never receives accounts or personal detail, without exception. Source: .</summary>
    public bool Volunteer { get; init; }

    /// <summary>Id of the supervising person, or null.</summary>
    public string? SupervisedBy { get; init; }

    /// <summary>Works with children. Source: R-137.</summary>
    public bool ChildSpecialist { get; init; }

    /// <summary>Whether the person may act at <paramref name="now"/>: active and vetted.</summary>
    public bool StandsAt(DateTimeOffset now) => Status == PersonStatus.Active && VettedUntil is { } until && now < until;
}

/// <summary>Who approved something, and when.</summary>
/// <param name="RegistrationId">The person's registration.</param>
/// <param name="PersonId">Opaque staff id in it.</param>
/// <param name="At">When.</param>
public sealed record Approval(RegistrationId RegistrationId, PersonId PersonId, DateTimeOffset At)
{
    /// <summary>Two-person rules compare persons: registration and staff id together.</summary>
    public bool SamePersonAs(Approval other) => RegistrationId == other.RegistrationId && PersonId == other.PersonId;
}

/// <summary>How many children a guardian advocate may have. Source: .</summary>
public static class Caseload
{
    /// <summary>The limit in force: the lower of the profile's and the service's own.</summary>
    public static int Limit(int profileLimit, Registration service) =>
        service.GuardianCaseloadLimit is { } own ? Math.Min(own, profileLimit) : profileLimit;

    /// <summary>Whether one more child may be assigned to an advocate who has <paramref name="assigned"/>.</summary>
    public static bool MayAssign(int assigned, int profileLimit, Registration service) => assigned < Limit(profileLimit, service);

    /// <summary>Whether a service may set <paramref name="limit"/>: at least 1 and never above the profile's.</summary>
    public static bool MaySet(int limit, int profileLimit) => limit >= 1 && limit <= profileLimit;
}
