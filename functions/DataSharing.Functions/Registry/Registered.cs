namespace DataSharing.Functions.Registry;

/// <summary>What an address of the registry names, or that there is no such thing: malformed-id, not-found.</summary>
internal static class Registered
{
    public static Task<Result<Stored<Registration>>> RegistrationAsync(
        this RegistryReader registry, string registrationId, CancellationToken cancellation) =>
        ReadAsync<RegistrationId, Registration>(
            registrationId, "registrationId", id => registry.FindRegistrationAsync(id, cancellation), "registration");

    public static Task<Result<Stored<Agreement>>> AgreementAsync(
        this RegistryReader registry, string agreementId, CancellationToken cancellation) =>
        ReadAsync<AgreementId, Agreement>(
            agreementId, "agreementId", id => registry.FindAgreementAsync(id, cancellation), "agreement");

    public static async Task<Result<Stored<PersonDocument>>> PersonAsync(
        this RegistryReader registry, string registrationId, string personId, CancellationToken cancellation) =>
        RegistrationId.Read(registrationId) is { } agency
            ? await ReadAsync<PersonId, PersonDocument>(
                personId, "personId", id => registry.FindPersonAsync(agency, id, cancellation), "person")
            : Identifiers.Read<RegistrationId>(registrationId, "registrationId").Refusal!;

    /// <returns>Why nobody can be registered under the subject: already-exists; null: it is free.</returns>
    public static async Task<Refusal?> WhySubjectIsTakenAsync(
        this RegistryReader registry, PersonDocument person, CancellationToken cancellation) =>
        await registry.FindPersonIdAsync(person.Person.RegistrationId, person.Subject, cancellation) is null
            ? null
            : new(ProblemType.AlreadyExists, "another person of the registration signs in with this subject", "/subject");

    private static async Task<Result<Stored<T>>> ReadAsync<TId, T>(
        string id, string where, Func<TId, Task<Stored<T>?>> find, string what)
        where TId : TypedId<TId>, ITypedId<TId>
    {
        Result<TId> read = Identifiers.Read<TId>(id, where);
        if (read.Refusal is { } refusal)
            return refusal;
        return await find(read.Value) is { } found ? found : new Refusal(ProblemType.NotFound, $"there is no such {what}");
    }
}
