using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>
/// Whom the facts of a case name, whichever registration the person acts under: a second registration, with a staff id of its own,
/// makes nobody another human being. Source.
/// </summary>
public sealed class NamedPersons(SecondPerson persons)
{
    /// <summary>The facts, in which this person is named wherever they name the same human being under another registration.</summary>
    public async Task<CaseFacts> AsAsync(CaseFacts subject, RegistrationId registration, PersonId? person, CancellationToken cancellation)
    {
        if (person is null)
            return subject;
        var by = new Approval(registration, person, default);
        IReadOnlyList<string> barred = await WithAsync(subject.BarredBodies, by, cancellation);
        IReadOnlyList<string> conflicts = await WithAsync(subject.Conflicts, by, cancellation);
        IReadOnlyList<string> dangers = subject.Risk is { } risk ? await WithAsync(risk.NamedPersons, by, cancellation) : [];
        return ReferenceEquals(barred, subject.BarredBodies) && ReferenceEquals(conflicts, subject.Conflicts)
            && (subject.Risk is null || ReferenceEquals(dangers, subject.Risk.NamedPersons))
            ? subject
            : subject with
            {
                BarredBodies = barred,
                Conflicts = conflicts,
                Risk = subject.Risk is null ? null : subject.Risk with { NamedPersons = dangers },
            };
    }

    /// <summary>Whether a bar or a conflict names this human being.</summary>
    public async Task<bool> AreAsync(CaseFacts subject, RegistrationId registration, PersonId person, CancellationToken cancellation) =>
        Bars.NamesPerson(await AsAsync(subject, registration, person, cancellation), registration, person);

    private async Task<IReadOnlyList<string>> WithAsync(IReadOnlyList<string> names, Approval by, CancellationToken cancellation)
    {
        string own = $"{by.RegistrationId}/{by.PersonId}";
        if (names.Contains(own))
            return names;
        foreach (string name in names)
        {
            if (name.Split('/') is [string registration, string person]
                && await persons.IsSameAsync(
                    new Approval(new RegistrationId(registration), new PersonId(person), default), by, cancellation))
                return [.. names, own];
        }

        return names;
    }
}
