using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

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
        await EachAsync(
            seed.Agreements, source, "/agreements",
            async one => await WriteAsync(RegistryWrite.Create(await agreements.CheckAsync(one, cancellation)), cancellation));
        // CRASH: without the mark the next start goes through the seed again and finds most of it done.
        await store.CommitAsync(RegistryKeys.Directory, [Operation.Create(MarkId, new SeedMark(time.GetUtcNow()))], cancellation);
        return true;
    }

    private static Task EachAsync<T>(IReadOnlyList<T> items, string source, string pointer, Func<T, Task> write) =>
        Parallel.ForEachAsync(Enumerable.Range(0, items.Count), AtOnce, async (i, _) =>
        {
            try
            {
                await write(items[i]);
            }
            catch (ProblemException problem)
            {
                ProblemException placed = Below($"{pointer}/{i}", problem);
                throw new RegistrySeedException(source, placed.Pointer, placed);
            }
        });

    private async Task RegistrationAsync(SeedRegistration one, IReadOnlyList<SeedRegistration> all, CancellationToken cancellation)
    {
        Domain.Registry.Registration registration = At("/registration", () => registrations.Check(one.Registration));
        foreach (SeedRegistration other in all)
            At("/registration", () => Independent(registration, other.Registration));
        // The registration last: while it is missing nobody of it can sign in.
        for (int i = 0; i < one.Persons.Count; i++)
            await WriteAsync(
                RegistryWrite.Create(At($"/persons/{i}", () => RegistrationChecks.Check(registration.Id, one.Persons[i]))), cancellation);
        await WriteAsync(RegistryWrite.Create(registration), cancellation);
    }

    private bool Independent(Domain.Registry.Registration one, RegistrationInput other)
    {
        if (other.AgencyId == one.AgencyId)
            independence.Require(one, registrations.Check(other));
        return true;
    }

    private static T At<T>(string pointer, Func<T> check)
    {
        try
        {
            return check();
        }
        catch (ProblemException problem)
        {
            throw Below(pointer, problem);
        }
    }

    private static ProblemException Below(string pointer, ProblemException problem) =>
        new(
            problem.Type, problem.Detail, pointer + problem.Pointer,
            [.. problem.Errors.Select(item => item with { Pointer = pointer + item.Pointer })]);

    private async Task WriteAsync(RegistryWrite write, CancellationToken cancellation)
    {
        if (await writer.WriteAsync(write, cancellation) is null)
            throw new ProblemException(ProblemType.AlreadyExists, "a token identity is bound to another registration", "/bindings");
    }

    private sealed record SeedMark(DateTimeOffset At);
}
