using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>Whether registrations, persons and bodies that a body of a request names are registered. Each is read once.</summary>
public sealed class KnownBodies(RegistryReader registry, CancellationToken cancellation)
{
    private readonly Dictionary<string, Registration?> _registrations = new(StringComparer.Ordinal);
    private IReadOnlyList<Registration>? _all;

    public async Task<Registration?> RegistrationAsync(string id)
    {
        if (!_registrations.TryGetValue(id, out Registration? known))
            _registrations[id] = known = RegistrationId.Read(id) is { } named
                ? (await registry.FindRegistrationAsync(named, cancellation))?.Value
                : null;
        return known;
    }

    /// <returns>Null also where one of the two is no id.</returns>
    public async Task<Person?> PersonAsync(RegistrationId? registrationId, PersonId? personId) =>
        IdForm.Has(registrationId) && IdForm.Has(personId)
            ? (await registry.FindPersonAsync(registrationId, personId, cancellation))?.Value.Person
            : null;

    /// <summary>Whether somebody is a registered person: of one agency, or of any, when named as <c>registration/person</c>.</summary>
    public async Task<bool> IsPersonAsync(string name, string own) => name.Split('/') switch
    {
        [string person] => await PersonAsync(RegistrationId.Read(own), PersonId.Read(person)) is not null,
        [string registration, string person] => await PersonAsync(
            RegistrationId.Read(registration), PersonId.Read(person)) is not null,
        _ => false,
    };

    public async Task RequireRegistrationAsync(string id, string pointer, BodyDefects defects)
    {
        if (await RegistrationAsync(id) is null)
            defects.Add(ProblemType.UnknownAgency, pointer, "the agency is not registered");
    }

    /// <summary>A registration or the legal body behind one.</summary>
    public async Task<bool> IsBodyAsync(string id) =>
        IdForm.Has(id) && (await RegistrationAsync(id) is not null || (await AllAsync()).Any(one => one.AgencyId == id));

    /// <summary>
    /// Whether the legal body also acts as police or immigration: rights of one code are not those of another, but
    /// independence is of the body.
    /// </summary>
    public async Task<bool> BelongsToPoliceOrImmigrationAsync(string agencyId, PolicySet policy) =>
        (await AllAsync()).Any(one => one.AgencyId == agencyId && Independence.IsPoliceOrImmigration(policy, one.ActorCode));

    // Rare: only where a case names a legal body instead of one of its registrations, or a guardian advocate.
    private async Task<IReadOnlyList<Registration>> AllAsync() => _all ??= await registry.AllRegistrationsAsync(cancellation);
}
