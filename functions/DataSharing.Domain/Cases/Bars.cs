using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Cases;

/// <summary>
/// Whom a bar or a conflict of a case is about. A name is a registration, an agency, a person (<c>registration/person</c>), an
/// actor code, a State (<c>state:XA</c>) or an official register number (<c>register:…</c>). It holds whoever matches, also who is
/// registered later. Source.
/// </summary>
public static class Bars
{
    /// <summary>Begins a State: one of its bodies, or a body that sits in it.</summary>
    public const string State = "state:";

    /// <summary>Begins an official register number.</summary>
    public const string RegisterNumber = "register:";

    /// <summary>Whether the person barred this body or this person of it.</summary>
    public static bool Barred(CaseFacts subject, Registration body, PersonId? person) => Any(subject.BarredBodies, body, person);

    /// <summary>Whether this body, or this person of it, is in conflict with the person.</summary>
    public static bool InConflict(CaseFacts subject, Registration body, PersonId? person) => Any(subject.Conflicts, body, person);

    /// <summary>Whether a bar or a conflict names this very person: it holds also where a bar of the whole body yields.</summary>
    public static bool NamesPerson(CaseFacts subject, RegistrationId registration, PersonId person)
    {
        string name = registration + "/" + person;
        return subject.BarredBodies.Contains(name) || subject.Conflicts.Contains(name);
    }

    /// <summary>Whether one name is about this whole body, whoever acts for it.</summary>
    public static bool NamesBody(string name, Registration body) => Names(name, body, null);

    private static bool Any(IReadOnlyList<string> names, Registration body, PersonId? person)
    {
        for (int i = 0; i < names.Count; i++)
            if (Names(names[i], body, person))
                return true;
        return false;
    }

    private static bool Names(string name, Registration body, PersonId? person)
    {
        string id = body.Id;
        if (name == id || name == body.AgencyId || name == body.ActorCode)
            return true;
        if (name.StartsWith(State, StringComparison.Ordinal))
            return Is(name, State, body.BodyOfState) || Is(name, State, body.Country);
        if (name.StartsWith(RegisterNumber, StringComparison.Ordinal))
            return Is(name, RegisterNumber, body.RegisterNumber);
        return person is not null && name.Length == id.Length + 1 + person.Value.Length && name[id.Length] == '/'
            && name.StartsWith(id, StringComparison.Ordinal) && name.EndsWith(person, StringComparison.Ordinal);
    }

    private static bool Is(string name, string prefix, string? of) =>
        of is not null && name.AsSpan(prefix.Length).Equals(of, StringComparison.OrdinalIgnoreCase);
}
