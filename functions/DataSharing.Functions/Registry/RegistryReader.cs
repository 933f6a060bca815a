using System.Collections.Concurrent;

namespace DataSharing.Functions.Registry;

/// <summary>
/// Reads the registry from the store, never from a cache: what was suspended or ended a moment ago is seen. Only the work of
/// understanding a document is kept, for exactly the version that was just read.
/// </summary>
public sealed class RegistryReader(IPartitionStore store)
{
    private const int Remembered = 10_000;
    private readonly ConcurrentDictionary<(Partition, string), (string ETag, object Value)> _understood = new();

    public Task<Stored<Registration>?> FindRegistrationAsync(RegistrationId id, CancellationToken cancellation)
        => ReadAsync<Registration>(RegistryKeys.OfRegistration(id), RegistryKeys.RegistrationId, cancellation);

    public Task<Stored<PersonDocument>?> FindPersonAsync(RegistrationId registrationId, PersonId personId, CancellationToken cancellation)
        => ReadAsync<PersonDocument>(RegistryKeys.OfRegistration(registrationId), RegistryKeys.Person(personId), cancellation);

    public Task<Stored<Agreement>?> FindAgreementAsync(AgreementId id, CancellationToken cancellation)
        => ReadAsync<Agreement>(RegistryKeys.OfAgreement(id), RegistryKeys.AgreementId, cancellation);

    /// <summary>
    /// The registration that a token identity may act for; whether it really does, its own bindings say. A binding of this
    /// one subject comes first: agencies of one tenant share the console's application, and their persons tell them apart.
    /// </summary>
    public async Task<RegistrationId?> FindRegistrationIdAsync(string tenant, string app, string subject, CancellationToken cancellation)
        => await FindBindingAsync(RegistryKeys.Binding(tenant, app, subject), cancellation)
            ?? await FindBindingAsync(RegistryKeys.Binding(tenant, app, null), cancellation);

    private async Task<RegistrationId?> FindBindingAsync(string id, CancellationToken cancellation)
        => await ReadAsync<DirectoryEntry>(RegistryKeys.Directory, id, cancellation) is { } found
            ? new RegistrationId(found.Value.Id)
            : null;

    public async Task<PersonId?> FindPersonIdAsync(RegistrationId registrationId, string subject, CancellationToken cancellation)
        => (await ReadAsync<SubjectDocument>(
            RegistryKeys.OfRegistration(registrationId), RegistryKeys.Subject(subject), cancellation))?.Value.PersonId;

    /// <summary>Every agreement between two registrations, in either order of parties, whatever its standing.</summary>
    public async Task<IReadOnlyList<Stored<Agreement>>> AgreementsBetweenAsync(
        RegistrationId one, RegistrationId other, CancellationToken cancellation)
    {
        var found = new List<Stored<Agreement>>();
        await foreach (Listed<DirectoryEntry> pair in store.ListAllAsync<DirectoryEntry>(
            RegistryKeys.Directory, RegistryKeys.Pairs(one, other), cancellation))
        {
            if (await FindAgreementAsync(new AgreementId(pair.Value.Id), cancellation) is { } agreement)
                found.Add(agreement);
        }

        return found;
    }

    public async Task<IReadOnlyList<Person>> PersonsAsync(RegistrationId registrationId, CancellationToken cancellation)
        => [.. (await PersonDocumentsAsync(registrationId, cancellation)).Select(person => person.Value.Person)];

    public async Task<IReadOnlyList<Listed<PersonDocument>>> PersonDocumentsAsync(
        RegistrationId registrationId, CancellationToken cancellation)
    {
        var persons = new List<Listed<PersonDocument>>();
        await foreach (Listed<PersonDocument> person in store.ListAllAsync<PersonDocument>(
            RegistryKeys.OfRegistration(registrationId), RegistryKeys.Persons, cancellation))
            persons.Add(person);
        return persons;
    }

    /// <summary>Every registration: for what concerns a legal body, which no directory lists.</summary>
    public async Task<IReadOnlyList<Registration>> AllRegistrationsAsync(CancellationToken cancellation)
    {
        var all = new List<Registration>();
        await foreach (Listed<DirectoryEntry> entry in store.ListAllAsync<DirectoryEntry>(
            RegistryKeys.Directory, RegistryKeys.Registrations, cancellation))
        {
            if (await FindRegistrationAsync(new RegistrationId(entry.Value.Id), cancellation) is { } registration)
                all.Add(registration.Value);
        }

        return all;
    }

    /// <summary>A page of directory entries, in order of ids or newest first, and the position after it; null at the end.</summary>
    public async Task<(IReadOnlyList<DirectoryEntry> Entries, string? After)> DirectoryAsync(
        string prefix, bool descending, int limit, string? after, CancellationToken cancellation)
    {
        IReadOnlyList<Listed<DirectoryEntry>> found = await store.ListAsync<DirectoryEntry>(
            RegistryKeys.Directory, prefix, descending, limit + 1, after, cancellation);
        return ([.. found.Take(limit).Select(entry => entry.Value)], found.Count > limit ? found[limit - 1].Id : null);
    }

    private async Task<Stored<T>?> ReadAsync<T>(Partition partition, string id, CancellationToken cancellation)
        where T : class
    {
        if (await store.ReadAsync(partition, id, cancellation) is not { } document)
            return null;
        if (_understood.TryGetValue((partition, id), out (string ETag, object Value) known) && known.ETag == document.ETag
            && known.Value is T value)
            return new Stored<T>(value, document.ETag);
        Stored<T> read = document.As<T>();
        if (_understood.Count >= Remembered)
            _understood.Clear();
        _understood[(partition, id)] = (read.ETag, read.Value);
        return read;
    }
}
