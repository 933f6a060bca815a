using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>Whether registrations, persons and bodies that a body of a request names are registered. Each is read once.</summary>
public sealed class KnownBodies(RegistryReader registry, CancellationToken cancellation)
{
    private readonly Dictionary<string, Registration?> _registrations = new(StringComparer.Ordinal);
    private HashSet<string>? _agencies;

    public async Task<Registration?> RegistrationAsync(string id)
    {
        if (!_registrations.TryGetValue(id, out Registration? known))
            _registrations[id] = known = Identifiers.IsValid(id) ? (await registry.FindRegistrationAsync(id, cancellation))?.Value : null;
        return known;
    }

    public async Task<Person?> PersonAsync(string registrationId, string personId) =>
        Identifiers.IsValid(registrationId) && Identifiers.IsValid(personId)
            ? (await registry.FindPersonAsync(registrationId, personId, cancellation))?.Value.Person
            : null;

    public async Task RequireRegistrationAsync(string id, string pointer, BodyDefects defects)
    {
        if (await RegistrationAsync(id) is null)
            defects.Add(ProblemType.UnknownAgency, pointer, "the agency is not registered");
    }

    /// <summary>A registration or the legal body behind one.</summary>
    public async Task<bool> IsBodyAsync(string id) =>
        Identifiers.IsValid(id) && (await RegistrationAsync(id) is not null || (await AgenciesAsync()).Contains(id));

    // Rare: only where a case names a legal body instead of one of its registrations.
    private async Task<HashSet<string>> AgenciesAsync()
    {
        if (_agencies is not null)
            return _agencies;
        var agencies = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            (IReadOnlyList<DirectoryEntry> page, after) = await registry.DirectoryAsync(RegistryKeys.Registrations, descending: false, 200, after, cancellation);
            foreach (DirectoryEntry entry in page)
            {
                if (await RegistrationAsync(entry.Id) is { } registration)
                    agencies.Add(registration.AgencyId);
            }
        }
        while (after is not null);
        return _agencies = agencies;
    }
}
