namespace DataSharing.Functions.Registry;

/// <summary>Loads a seed once. A mark tells that it was loaded; what is there already stays as it is.</summary>
public sealed class RegistrySeeder(
    IPartitionStore store, RegistryWriter writer, RegistrationChecks registrations, IndependenceChecks independence,
    AgreementChecks agreements, TimeProvider time)
{
    private const string MarkId = "seeded";

    // Commits of concurrent writers are grouped into one durable write.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 32 };

    /// <returns>Whether the seed was loaded now.</returns>
    /// <exception cref="RegistrySeedException">Something in the seed cannot stand; nothing marks it as loaded.</exception>
    public async Task<bool> SeedAsync(RegistrySeed seed, string source, CancellationToken cancellation)
    {
        if (await store.ReadAsync(RegistryKeys.Directory, MarkId, cancellation) is not null)
            return false;
        await EachAsync(seed.Registrations, source, "/registrations", one => RegistrationAsync(one, seed.Registrations, cancellation));
        await EachAsync(seed.Agreements, source, "/agreements", one => AgreementAsync(one, cancellation));
        // CRASH: without the mark the next start goes through the seed again and finds most of it done.
        await store.CommitAsync(RegistryKeys.Directory, [Operation.Create(MarkId, new SeedMark(time.GetUtcNow()))], cancellation);
        return true;
    }

    private static Task EachAsync<T>(IReadOnlyList<T> items, string source, string pointer, Func<T, Task<Refusal?>> write) =>
        Parallel.ForEachAsync(Enumerable.Range(0, items.Count), AtOnce, async (i, _) =>
        {
            if (await write(items[i]) is { } refusal)
                throw new RegistrySeedException(source, refusal.Below($"{pointer}/{i}"));
        });

    private async Task<Refusal?> RegistrationAsync(
        SeedRegistration one, IReadOnlyList<SeedRegistration> all, CancellationToken cancellation)
    {
        Result<Domain.Registry.Registration> registration = registrations.Check(one.Registration);
        if ((registration.Refusal ?? WhyNotIndependent(registration.Value, all)) is { } refusal)
            return refusal.Below("/registration");
        // The registration last: while it is missing nobody of it can sign in.
        for (int i = 0; i < one.Persons.Count; i++)
        {
            Result<PersonDocument> person = RegistrationChecks.Check(registration.Value.Id, one.Persons[i]);
            if (person.Refusal is { } unfit)
                return unfit.Below($"/persons/{i}");
            if (await WriteAsync(RegistryWrite.Create(person.Value), cancellation) is { } taken)
                return taken;
        }

        return await WriteAsync(RegistryWrite.Create(registration.Value), cancellation);
    }

    private async Task<Refusal?> AgreementAsync(AgreementInput one, CancellationToken cancellation)
    {
        Result<Domain.Agreements.Agreement> agreement = await agreements.CheckAsync(one, cancellation);
        return agreement.Refusal ?? await WriteAsync(RegistryWrite.Create(agreement.Value), cancellation);
    }

    private Refusal? WhyNotIndependent(Domain.Registry.Registration one, IReadOnlyList<SeedRegistration> all)
    {
        foreach (SeedRegistration other in all.Where(other => other.Registration.AgencyId == one.AgencyId))
        {
            Result<Domain.Registry.Registration> registration = registrations.Check(other.Registration);
            if ((registration.Refusal ?? independence.WhyNot(one, registration.Value)) is { } refusal)
                return refusal;
        }

        return null;
    }

    private async Task<Refusal?> WriteAsync(RegistryWrite write, CancellationToken cancellation) =>
        await writer.WriteAsync(write, cancellation) is null
            ? new(ProblemType.AlreadyExists, "a token identity is bound to another registration", "/bindings")
            : null;

    private sealed record SeedMark(DateTimeOffset At);
}
