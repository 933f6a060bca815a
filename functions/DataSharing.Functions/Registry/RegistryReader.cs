using DataSharing.Domain.Agreements;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Registry;

/// <summary>Reads the registry from the store, never from a cache: what was suspended or ended a moment ago is seen.</summary>
public sealed class RegistryReader(IPartitionStore store)
{
    public Task<Stored<Registration>?> FindRegistrationAsync(string id, CancellationToken cancellation)
        => store.ReadAsync<Registration>(RegistryKeys.Partition, RegistryKeys.Registration(id), cancellation);

    public Task<Stored<PersonDocument>?> FindPersonAsync(string registrationId, string personId, CancellationToken cancellation)
        => store.ReadAsync<PersonDocument>(RegistryKeys.Partition, RegistryKeys.Person(registrationId, personId), cancellation);

    public Task<Stored<Agreement>?> FindAgreementAsync(string id, CancellationToken cancellation)
        => store.ReadAsync<Agreement>(RegistryKeys.Partition, RegistryKeys.Agreement(id), cancellation);

    public async Task<string?> FindRegistrationIdAsync(string tenant, string app, CancellationToken cancellation)
        => (await store.ReadAsync<BindingDocument>(RegistryKeys.Partition, RegistryKeys.Binding(tenant, app), cancellation))?.Value.RegistrationId;

    public async Task<string?> FindPersonIdAsync(string registrationId, string subject, CancellationToken cancellation)
        => (await store.ReadAsync<SubjectDocument>(RegistryKeys.Partition, RegistryKeys.Subject(registrationId, subject), cancellation))?.Value.PersonId;

    /// <summary>Every agreement between two registrations, in either order of parties, whatever its standing.</summary>
    public async Task<IReadOnlyList<Stored<Agreement>>> AgreementsBetweenAsync(string one, string other, CancellationToken cancellation)
    {
        var found = new List<Stored<Agreement>>();
        await foreach (Listed<PairDocument> pair in store.ListAllAsync<PairDocument>(RegistryKeys.Partition, RegistryKeys.Pairs(one, other), cancellation))
        {
            if (await FindAgreementAsync(pair.Value.AgreementId, cancellation) is { } agreement)
                found.Add(agreement);
        }

        return found;
    }

    public async Task<IReadOnlyList<Person>> PersonsAsync(string registrationId, CancellationToken cancellation)
    {
        var persons = new List<Person>();
        await foreach (Listed<PersonDocument> person in store.ListAllAsync<PersonDocument>(RegistryKeys.Partition, RegistryKeys.Persons(registrationId), cancellation))
            persons.Add(person.Value.Person);
        return persons;
    }
}
